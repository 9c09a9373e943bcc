"""The form of a text that searches compare."""

from django.db import migrations

from chassis.database.search_key import CREATE_SEARCH_KEY


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_settings_of_a_profile")]
    operations = [*CREATE_SEARCH_KEY]
