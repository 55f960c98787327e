"""Grounds are named without the numbers that a policy may change (names only, no data)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0006_used_policies_are_final'),
    ]

    operations = [
        migrations.AlterField(
            model_name='block',
            name='ground',
            field=models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3, verbose_name='alasan'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='ground',
            field=models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3, verbose_name='alasan'),
        ),
        migrations.AlterField(
            model_name='refunddemand',
            name='ground',
            field=models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3),
        ),
    ]
