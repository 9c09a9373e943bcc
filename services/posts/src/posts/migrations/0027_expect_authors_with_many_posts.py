"""Statistics: PostgreSQL expects every author to have a hundredth of all posts.

The number of posts of an average author is small, and a plan for it reads and sorts all posts of the author. What is
read for a list is a page of an index in its order, which is right for few posts and for many.
"""

from django.db import migrations

EXPECT = "ALTER TABLE posts_post ALTER COLUMN author_id SET (n_distinct = 100)"
FORGET = "ALTER TABLE posts_post ALTER COLUMN author_id RESET (n_distinct)"


class Migration(migrations.Migration):
    dependencies = [("posts", "0026_search_people")]
    operations = [migrations.RunSQL(EXPECT, FORGET)]
