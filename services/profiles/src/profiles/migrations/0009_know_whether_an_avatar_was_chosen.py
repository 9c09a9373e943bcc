"""Recognise a second delivery of the picture of a registration, and one after its owner has chosen another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0008_find_profiles")]
    operations = [
        migrations.AddField("profile", "has_chosen_avatar", models.BooleanField(default=False, db_default=False)),
    ]
