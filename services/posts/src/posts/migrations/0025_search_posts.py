"""The words of posts. Those of posts of before are stored by a job a minute later, when the worker that knows it runs."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

PUBLIC = Q(visibility="public")
ADD_TERMS = """
    INSERT INTO job (id, kind, key, state, attempts, traceparent, next_attempt_at)
    SELECT gen_random_uuid(), 'posts.add_terms', 'all', '{}', 0, '', clock_timestamp() + interval '1 minute'
    WHERE EXISTS (SELECT FROM posts_post) ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0024_name_trends_and_prune_schedules")]
    operations = [
        migrations.CreateModel(
            name="PostTerm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "post_id", "term", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="posts.post",
                    ),
                ),
                ("term", models.CharField(max_length=128)),
                ("visibility", models.CharField(max_length=16)),
                ("owner_id", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["term", "post"], name="terms_for_anybody", condition=PUBLIC),
                    models.Index(
                        fields=["owner_id", "visibility", "term", "post"], name="terms_for_some", condition=~PUBLIC
                    ),
                ],
            },
        ),
        migrations.RunSQL(ADD_TERMS, migrations.RunSQL.noop),
    ]
