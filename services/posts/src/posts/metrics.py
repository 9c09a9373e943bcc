"""What the posts service counts."""

from prometheus_client import Counter

cards_rendered_total = Counter("cards_rendered_total", "Cards of posts that were read from PostgreSQL for feeds.")
