"""The page about the events of the bus, made from the AsyncAPI document; static, without scripts."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/page.css">
<header>
<h1>{title}</h1>
<p>{description}</p>
<p>For programs: <a href="/events/asyncapi.yaml">asyncapi.yaml</a> (AsyncAPI {version}).</p>
</header>
<nav>
<h2>Types</h2>
{contents}
</nav>
<main>
<section>
<h2>Headers of every event</h2>
{headers}
</section>
{events}
</main>
</html>
"""
EVENT = """<section id="{type}">
<h2><code>{type}</code></h2>
<p>{text}</p>
<p>Published by <b>{publisher}</b>, handled by {handlers}. The aggregate is <code>{aggregate}</code>.</p>
<h3>Fields</h3>
{fields}
<h3>Example</h3>
<pre>{example}</pre>
</section>"""
FORMATS = {"uuid": "UUID", "date-time": "time (RFC 3339)"}


def page(document: Mapping[str, Any]) -> str:
    """Return the page of a document as HTML."""
    info, parts = document["info"], document["components"]
    messages = parts["messages"].values()
    return PAGE.format(
        title=escape(info["title"]),
        description=_text(info["description"]),
        version=document["asyncapi"],
        contents=_contents(messages),
        headers=_fields(parts["schemas"]["headers"]),
        events="\n".join(_event(message) for message in messages),
    )


def _contents(messages: Any) -> str:
    """Return the types as links, by the service that publishes them."""
    publishers = dict.fromkeys(message["x-published-by"] for message in messages)
    lists = []
    for publisher in publishers:
        own = [message for message in messages if message["x-published-by"] == publisher]
        items = "".join(f'<li><a href="#{each["name"]}"><code>{each["name"]}</code></a>' for each in own)
        lists.append(f"<h3>{escape(publisher)}</h3>\n<ul>{items}</ul>")
    return "\n".join(lists)


def _event(message: Mapping[str, Any]) -> str:
    return EVENT.format(
        type=message["name"],
        text=_text(" ".join([message["summary"], message.get("description", "")])),
        publisher=escape(message["x-published-by"]),
        handlers=", ".join(f"<b>{escape(name)}</b>" for name in message["x-handled-by"]) or "no service",
        aggregate=escape(message["x-aggregate"]),
        fields=_fields(message["payload"]),
        example=escape(json.dumps(message["examples"][0]["payload"], indent=2)),
    )


def _fields(schema: Mapping[str, Any]) -> str:
    """Return the properties of a schema as a list of definitions, which a narrow screen can show too."""
    rows = []
    for name, part in schema["properties"].items():
        optional = "" if name in schema["required"] else ", optional"
        kind = f"<code>{name}</code> <span>{escape(_kind(part))}{optional}</span>"
        rows.append(f"<dt>{kind}</dt>\n<dd>{_text(part['description'])}</dd>")
    return "<dl>\n" + "\n".join(rows) + "\n</dl>"


def _kind(part: Mapping[str, Any]) -> str:
    """Return the type of a field in words."""
    if "anyOf" in part:
        return " or ".join("another text" if each == {"type": "string"} else _kind(each) for each in part["anyOf"])
    if "enum" in part:
        return ", ".join(f'"{value}"' for value in part["enum"])
    if "const" in part:
        return f'"{part["const"]}"'
    if part["type"] == "array":
        return f"list of at most {part['maxItems']}: {_kind(part['items'])}"
    named = {"string": "text", "null": "null", "boolean": "true or false"}
    named["integer"] = f"integer from {part.get('minimum', 0)}"
    return FORMATS.get(part.get("format", ""), named[part["type"]])


def _text(markdown: str) -> str:
    """Return a paragraph as HTML; of Markdown it knows code between back quotes only."""
    words = " ".join(markdown.split()).replace("``", "`").split("`")
    return "".join(f"<code>{escape(word)}</code>" if index % 2 else escape(word) for index, word in enumerate(words))
