"""What texts contain. Posts of before are read by a job a minute later, when the worker that knows it has started."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

PUBLIC = Q(visibility="public")
READ_TEXTS = """
    INSERT INTO job (id, kind, key, state, attempts, traceparent, next_attempt_at)
    SELECT gen_random_uuid(), 'posts.read_texts', 'all', '{}', 0, '', clock_timestamp() + interval '1 minute'
    WHERE EXISTS (SELECT FROM posts_post) ON CONFLICT DO NOTHING
"""


def _list_of(field: models.Field) -> ArrayField:
    return ArrayField(base_field=field, db_default=[], default=list)


class Migration(migrations.Migration):
    dependencies = [("posts", "0014_shares"), ("chassis", "0013_request_ids_of_jobs")]
    operations = [
        migrations.AddField("post", "hashtags", _list_of(models.TextField())),
        migrations.AddField("post", "mentions", _list_of(models.UUIDField())),
        migrations.AddField("comment", "mentions", _list_of(models.UUIDField())),
        migrations.CreateModel(
            name="PostTag",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="posts.post",
                    ),
                ),
                ("tag", models.CharField(max_length=100)),
                ("visibility", models.CharField(max_length=16)),
                ("owner_id", models.UUIDField()),
                ("author_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["post", "tag"], name="one_row_per_post_and_tag"),
                ],
                "indexes": [
                    models.Index(fields=["tag", "post"], name="tags_for_anybody", condition=PUBLIC),
                    models.Index(
                        fields=["owner_id", "visibility", "tag", "post"], name="tags_for_some", condition=~PUBLIC
                    ),
                ],
            },
        ),
        migrations.RunSQL(READ_TEXTS, migrations.RunSQL.noop),
    ]
