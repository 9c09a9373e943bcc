"""Usernames end in no dot, hold no two in a row and have a letter; the next migration checks those that exist."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

PATTERN = r"^(?=.*[a-z])(?!.*\.\.)[a-z0-9_][a-z0-9_.]{1,28}[a-z0-9_]$"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_rotations")]
    operations = [
        AddConstraintNotValid(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("username__regex", PATTERN)), name="username_is_readable"
            ),
        ),
    ]
