"""Whether an account approves its followers, and in which version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0009_know_whether_an_avatar_was_chosen")]
    operations = [
        migrations.AddField("profile", "is_private", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("profile", "privacy_version", models.PositiveBigIntegerField(default=0, db_default=0)),
        migrations.AddField("profile", "privacy_changed_at", models.DateTimeField(null=True)),
    ]
