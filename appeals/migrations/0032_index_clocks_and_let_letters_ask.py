"""Find answers due and what took effect by day; letters to institutions have no decision."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

from portal.repeatable import BuildIndex, DropConstraint


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0031_keep_clocks_questions_and_quality"),)

    operations = [
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status', 'info_requested')), fields=['answer_due_date', 'id'], name='appeal_by_answer_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status__in', ['withdrawn', 'merged', 'void'])), fields=['closed_at'], name='appeal_ended_by_day'),
        ),
        BuildIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('effective_at__isnull', False), ('voided_at', None)), fields=['effective_at'], name='decision_by_effect'),
        ),
        DropConstraint(
            model_name='letter',
            name='a_ruling_has_a_decision',
        ),
        AddConstraintNotValid(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('kind__in', ['receipt', 'inquiry'])), models.Q(('decision__isnull', False), ('kind', 'ruling')), _connector='OR'), name='a_ruling_has_a_decision'),
        ),
        ValidateConstraint(
            model_name='letter',
            name='a_ruling_has_a_decision',
        ),
    ]
