"""Read every username while others write; it stops at a name that was taken before the rule and does not keep it."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_usernames_are_readable")]
    operations = [ValidateConstraint(model_name="account", name="username_is_readable")]
