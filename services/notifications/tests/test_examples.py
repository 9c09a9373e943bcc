"""The examples of the API document: the operations of this service, as people use them one after the other."""

from factories import LIST, followed, liked, new_id, person


def test_the_examples_are_what_is_answered(api, examples, deliver):
    me, ada, post = new_id(), person("Ada"), new_id()
    deliver(followed(by=ada, who=me))
    deliver(liked(by=ada, author=me, post=post, minutes=1))
    client = examples.watch(api(me, "grace"))

    [newest, oldest] = client.get(LIST).json()["results"]
    client.get(f"{LIST}unread-count/")
    for method in (client.put, client.post, client.patch):
        method(f"{LIST}{newest['id']}/read/")
    for method in (client.put, client.post, client.patch):
        method(f"{LIST}read/")
    client.delete(f"{LIST}{oldest['id']}/")
    client.delete(LIST)
