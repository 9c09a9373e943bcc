"""The number of friends, beside those of followers and followees."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

NAME = "friends_are_not_negative"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("profiles", "0010_private_accounts")]
    operations = [
        migrations.AddField("followcount", "friends_count", models.BigIntegerField(db_default=0, default=0)),
        AddConstraintNotValid("followcount", models.CheckConstraint(condition=Q(friends_count__gte=0), name=NAME)),
        ValidateConstraint("followcount", NAME),
    ]
