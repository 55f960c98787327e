"""Let officers hear of cases that came back to them by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0032_index_clocks_and_let_letters_ask'),
    ]

    operations = [
        migrations.AlterField(
            model_name='desknews',
            name='kind',
            field=models.CharField(choices=[('given', 'Kasus ini diberikan kepada Anda'), ('taken', 'Kasus ini dipindahkan ke petugas lain'), ('standing_in', 'Anda menggantikan petugas yang tidak hadir'), ('passed_on', 'Kasus ini diteruskan ke pengganti selama Anda tidak hadir'), ('released', 'Kasus ini kembali ke antrean'), ('came_back', 'Kasus ini selesai menunggu dan kembali kepada Anda')], max_length=20),
        ),
    ]
