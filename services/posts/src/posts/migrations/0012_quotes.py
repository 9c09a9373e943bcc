"""Posts that quote others."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

NAME = "quotes_are_bounded"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0011_revisions")]
    operations = [
        migrations.AddField(
            "post",
            "quote_of",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotes",
                to="posts.post",
            ),
        ),
        migrations.AddField(
            "post",
            "quoted_ids",
            django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        AddConstraintNotValid(
            "post",
            models.CheckConstraint(
                condition=Q(quote_of=None, quoted_ids=None)
                | Q(quote_of__isnull=False, quoted_ids__0=F("quote_of"), quoted_ids__len__lte=4),
                name=NAME,
            ),
        ),
        ValidateConstraint("post", NAME),
    ]
