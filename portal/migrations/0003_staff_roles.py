"""The five staff roles as groups; what each may do is asked by name (`User.has_role`)."""

from django.db import migrations

ROLES = ("agent", "supervisor", "rule_officer", "privacy_officer", "auditor")


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0002_audit_chain"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
