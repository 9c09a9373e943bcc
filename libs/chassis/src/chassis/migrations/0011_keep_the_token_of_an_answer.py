"""What the answer to a repeated request says about the events of the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0010_drop_indexes_by_range")]
    operations = [
        migrations.AddField(model_name="idempotencykey", name="after", field=models.TextField(db_default="")),
    ]
