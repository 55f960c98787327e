"""All tables as the migrations before made them, in one step for an empty database.

Makes in seconds what takes the replaced ones half a minute; a database that has those stays as
it is. They may go once no database is older.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import portal.fields
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables

# What an empty database begins with is written once, where it was first written.
first_policies = import_module("eligibility.migrations.0002_first_policies")
new_policies = import_module("eligibility.migrations.0005_policies_of_the_new_rules")
final = import_module("eligibility.migrations.0006_used_policies_are_final")
stopped = import_module("eligibility.migrations.0014_stop_policies_at_once")


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("eligibility", "0001_initial"),
        ("eligibility", "0002_first_policies"),
        ("eligibility", "0003_groups_remedies_and_partners"),
        ("eligibility", "0004_versions_on_blocks_and_first_purchases"),
        ("eligibility", "0005_policies_of_the_new_rules"),
        ("eligibility", "0006_used_policies_are_final"),
        ("eligibility", "0007_name_grounds_without_numbers"),
        ("eligibility", "0008_limit_status_and_age_calls"),
        ("eligibility", "0009_index_the_lists_filters"),
        ("eligibility", "0010_carry_blocks_over"),
        ("eligibility", "0011_figures_of_imports_and_digests_of_lines"),
        ("eligibility", "0012_count_overturns_ahead"),
        ("eligibility", "0013_say_what_holds_look_at"),
        ("eligibility", "0014_stop_policies_at_once"),
        ("eligibility", "0015_send_samples_to_webhooks"),
        ("eligibility", "0016_count_whom_a_draft_newly_hits"),
        ("eligibility", "0017_let_two_past_the_breaker"),
        ("eligibility", "0018_keep_every_sender_of_an_account"),
        ("eligibility", "0019_keep_explanations_in_english"),
        ("eligibility", "0020_keep_what_a_part_was_judged_by"),
        ("eligibility", "0021_match_numbers_read_in_cards"),
        ("eligibility", "0022_index_findings_by_moment"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('external_id', models.CharField(max_length=40, unique=True, verbose_name='nomor akun')),
                    ('nik', portal.fields.DeterministicTextField(purpose='nik')),
                    ('kk', portal.fields.DeterministicTextField(purpose='kk')),
                    ('name', portal.fields.EncryptedTextField()),
                    ('phone', portal.fields.DeterministicTextField(purpose='phone')),
                    ('email', portal.fields.DeterministicTextField(purpose='email')),
                    ('birth_date', models.DateField(null=True, verbose_name='tanggal lahir')),
                    ('sex', models.CharField(blank=True, choices=[('f', 'Perempuan'), ('m', 'Laki-laki')], max_length=1, verbose_name='jenis kelamin')),
                    ('education', models.CharField(blank=True, choices=[('none', 'Tidak sedang bersekolah'), ('school', 'Bersekolah'), ('university', 'Kuliah')], max_length=20, verbose_name='pendidikan')),
                    ('employment', models.CharField(blank=True, choices=[('jobseeker', 'Pencari kerja'), ('laid_off', 'Terkena PHK'), ('worker', 'Pekerja yang butuh keterampilan'), ('micro_owner', 'Pemilik usaha mikro atau kecil'), ('other', 'Lainnya')], max_length=20, verbose_name='pekerjaan')),
                    ('citizenship', models.CharField(blank=True, choices=[('wni', 'Warga negara Indonesia'), ('wna', 'Warga negara asing')], db_default='', max_length=3, verbose_name='kewarganegaraan')),
                    ('payout_account', portal.fields.DeterministicTextField(null=True, purpose='payout_account')),
                    ('declared_office', models.CharField(blank=True, max_length=40, verbose_name='jabatan yang diakui')),
                    ('registered_at', models.DateTimeField(verbose_name='mendaftar')),
                    ('registered_on', models.GeneratedField(db_persist=True, expression=models.Func(models.Func(models.Value('Asia/Jakarta'), models.F('registered_at'), function='timezone', output_field=models.DateTimeField()), function='date', output_field=models.DateField()), output_field=models.DateField(), verbose_name='tanggal daftar')),
                    ('age_at_registration', models.GeneratedField(db_persist=True, expression=models.Func(models.Func(models.Func(models.Func(models.Value('Asia/Jakarta'), models.F('registered_at'), function='timezone', output_field=models.DateTimeField()), function='date', output_field=models.DateField()), output_field=models.DateTimeField(), template='(%(expressions)s)::timestamp'), models.Func(models.F('birth_date'), output_field=models.DateTimeField(), template='(%(expressions)s)::timestamp'), output_field=models.IntegerField(), template='extract(year FROM age(%(expressions)s))::int'), output_field=models.IntegerField(null=True), verbose_name='umur saat mendaftar')),
                    ('province_code', models.CharField(blank=True, max_length=2, verbose_name='kode provinsi')),
                    ('nik_birth_date', models.DateField(null=True, verbose_name='tanggal lahir di NIK')),
                    ('nik_sex', models.CharField(blank=True, choices=[('f', 'Perempuan'), ('m', 'Laki-laki')], max_length=1, verbose_name='jenis kelamin di NIK')),
                    ('is_nik_well_formed', models.BooleanField(default=True, verbose_name='bentuk NIK wajar')),
                    ('is_test', models.BooleanField(default=False, verbose_name='data uji')),
                    ('status', models.CharField(choices=[('candidate', 'Calon peserta'), ('active', 'Aktif'), ('flagged', 'Sedang dicek'), ('blocked', 'Diblokir sementara'), ('revoked', 'Kepesertaan dicabut'), ('closed', 'Ditutup')], default='candidate', max_length=10, verbose_name='status')),
                    ('blocked_since', models.DateTimeField(null=True, verbose_name='diblokir sejak')),
                    ('line_digest', models.BinaryField(null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='dicatat')),
                ],
                options={
                    'verbose_name': 'akun',
                    'verbose_name_plural': 'akun',
                },
            ),
            migrations.CreateModel(
                name='OverturnTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40, unique=True)),
                    ('cells', models.JSONField(default=list)),
                    ('counted_at', models.DateTimeField()),
                    ('checked_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Partner',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True, verbose_name='nama')),
                    ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                    ('calls_per_minute', models.PositiveIntegerField(default=120, verbose_name='panggilan per menit')),
                    ('created_at', models.DateTimeField(verbose_name='dibuat')),
                ],
                options={
                    'verbose_name': 'mitra',
                    'verbose_name_plural': 'mitra',
                },
            ),
            migrations.CreateModel(
                name='ChangedAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('noted_at', models.DateTimeField()),
                    ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.account')),
                ],
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40, verbose_name='aturan')),
                    ('ground', models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3, verbose_name='alasan')),
                    ('facts', models.JSONField(verbose_name='fakta')),
                    ('facts_digest', models.CharField(max_length=64, verbose_name='sidik fakta')),
                    ('cluster', models.BigIntegerField(null=True, verbose_name='kelompok')),
                    ('source', models.CharField(max_length=80, verbose_name='sumber')),
                    ('source_date', models.DateField(null=True, verbose_name='tanggal sumber')),
                    ('found_at', models.DateTimeField(verbose_name='ditemukan')),
                    ('status', models.CharField(choices=[('open', 'Terbuka'), ('acted', 'Ditindaklanjuti'), ('dismissed', 'Dikesampingkan'), ('settled', 'Selesai'), ('ceased', 'Tidak berlaku lagi')], default='open', max_length=10, verbose_name='status')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='eligibility.account', verbose_name='akun')),
                ],
                options={
                    'verbose_name': 'temuan',
                    'verbose_name_plural': 'temuan',
                },
            ),
            migrations.CreateModel(
                name='Block',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40, verbose_name='aturan')),
                    ('ground', models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3, verbose_name='alasan')),
                    ('status', models.CharField(choices=[('proposed', 'Diusulkan'), ('confirmed', 'Berlaku'), ('upheld', 'Tetap berlaku'), ('lifted', 'Dicabut'), ('superseded', 'Tidak berlaku lagi'), ('expired', 'Berakhir'), ('dismissed', 'Tidak diteruskan')], max_length=10, verbose_name='status')),
                    ('proposed_at', models.DateTimeField(verbose_name='diusulkan')),
                    ('confirmed_at', models.DateTimeField(null=True, verbose_name='ditetapkan')),
                    ('upheld_at', models.DateTimeField(null=True, verbose_name='dipertahankan')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='berakhir')),
                    ('reason', models.CharField(blank=True, max_length=40, verbose_name='sebab')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.account', verbose_name='akun')),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ditetapkan oleh')),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diakhiri oleh')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.finding', verbose_name='temuan')),
                ],
                options={
                    'verbose_name': 'blokir',
                    'verbose_name_plural': 'blokir',
                },
            ),
            migrations.CreateModel(
                name='Gelombang',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(unique=True, verbose_name='nomor')),
                    ('opens_at', models.DateTimeField(verbose_name='dibuka')),
                    ('closes_at', models.DateTimeField(verbose_name='ditutup')),
                    ('drawn_at', models.DateTimeField(null=True, verbose_name='diundi')),
                ],
                options={
                    'verbose_name': 'gelombang',
                    'verbose_name_plural': 'gelombang',
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opens_at'))), name='a_wave_closes_after_it_opens')],
                },
            ),
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('accounts', 'Akun'), ('grants', 'Penerima'), ('training', 'Pelatihan'), ('verdicts', 'Hasil register'), ('reference', 'Daftar rujukan'), ('events', 'Kejadian pendaftaran'), ('refunds', 'Tagihan pengembalian')], max_length=20, verbose_name='jenis')),
                    ('source', models.CharField(max_length=80, verbose_name='sumber')),
                    ('source_date', models.DateField(verbose_name='tanggal sumber')),
                    ('extent', models.CharField(choices=[('part', 'Sebagian: yang tidak disebut tetap'), ('whole', 'Daftar lengkap: yang tidak disebut dihapus'), ('whole_for_sure', 'Daftar lengkap, berapa pun yang dihapus')], default='part', max_length=14, verbose_name='cakupan')),
                    ('file_sha256', models.CharField(max_length=64, verbose_name='SHA-256 berkas')),
                    ('rows_read', models.PositiveIntegerField(default=0, verbose_name='baris dibaca')),
                    ('rows_written', models.PositiveIntegerField(default=0, verbose_name='baris disimpan')),
                    ('rows_refused', models.PositiveIntegerField(default=0, verbose_name='baris ditolak')),
                    ('rows_removed', models.PositiveIntegerField(default=0, verbose_name='baris dihapus')),
                    ('rows_unnamed', models.PositiveIntegerField(default=0, verbose_name='menunggu persetujuan')),
                    ('blocks_resting', models.PositiveIntegerField(default=0, verbose_name='blokir terkait')),
                    ('removed_at', models.DateTimeField(null=True, verbose_name='penghapusan disetujui')),
                    ('started_at', models.DateTimeField(verbose_name='mulai')),
                    ('read_since', models.DateTimeField(null=True, verbose_name='dibaca sejak')),
                    ('finished_at', models.DateTimeField(null=True, verbose_name='selesai')),
                    ('lines', models.PositiveIntegerField(null=True, verbose_name='jumlah baris')),
                    ('refusals', models.JSONField(default=dict, verbose_name='alasan penolakan')),
                    ('fault', models.CharField(blank=True, max_length=200, verbose_name='kesalahan')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='ditarik')),
                    ('withdrawal_reason', models.CharField(blank=True, max_length=200, verbose_name='alasan penarikan')),
                    ('taken_back_at', models.DateTimeField(null=True, verbose_name='penarikan selesai')),
                    ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='disetujui oleh')),
                    ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diminta oleh')),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ditarik oleh')),
                ],
                options={
                    'verbose_name': 'impor data',
                    'verbose_name_plural': 'impor data',
                },
            ),
            migrations.CreateModel(
                name='Grant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('granted_at', models.DateTimeField()),
                    ('kk', portal.fields.DeterministicTextField(purpose='kk')),
                    ('slot', models.PositiveSmallIntegerField()),
                    ('first_training_until', models.DateTimeField()),
                    ('first_bought_at', models.DateTimeField(null=True)),
                    ('days_added', models.PositiveSmallIntegerField(db_default=0)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='eligibility.account')),
                    ('gelombang', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='eligibility.gelombang')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.AddField(
                model_name='finding',
                name='batch',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch', verbose_name='impor data'),
            ),
            migrations.CreateModel(
                name='AccountSender',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='senders', to='eligibility.account')),
                    ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.AddField(
                model_name='account',
                name='batch',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch', verbose_name='impor data'),
            ),
            migrations.CreateModel(
                name='ImportOrder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('upload', models.CharField(max_length=64)),
                    ('rejects', models.CharField(blank=True, max_length=64)),
                    ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='eligibility.importbatch')),
                ],
            ),
            migrations.CreateModel(
                name='PartnerCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('idempotency_key', models.CharField(max_length=64, verbose_name='kunci idempotensi')),
                    ('body_digest', models.CharField(max_length=64)),
                    ('answer', models.JSONField(default=dict)),
                    ('called_at', models.DateTimeField(verbose_name='waktu')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                    ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='eligibility.partner', verbose_name='mitra')),
                ],
                options={
                    'verbose_name': 'panggilan mitra',
                    'verbose_name_plural': 'panggilan mitra',
                },
            ),
            migrations.CreateModel(
                name='PartnerKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prefix', models.CharField(max_length=12, unique=True, verbose_name='awalan')),
                    ('secret_digest', models.CharField(max_length=64)),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('registrations', 'Kirim pendaftaran'), ('grants', 'Kirim penerima'), ('training', 'Kirim pelatihan'), ('status', 'Baca status akun yang dikirimnya sendiri'), ('status_all', 'Baca status semua akun (pembayaran, PMO)')], max_length=20), size=None, verbose_name='hak')),
                    ('created_at', models.DateTimeField(verbose_name='dibuat')),
                    ('expires_at', models.DateTimeField(verbose_name='berlaku sampai')),
                    ('revoked_at', models.DateTimeField(null=True, verbose_name='dicabut')),
                    ('last_used_at', models.DateTimeField(null=True, verbose_name='terakhir dipakai')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dibuat oleh')),
                    ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='eligibility.partner', verbose_name='mitra')),
                ],
                options={
                    'verbose_name': 'kunci mitra',
                    'verbose_name_plural': 'kunci mitra',
                },
            ),
            migrations.CreateModel(
                name='PhotoMatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('card', 'Foto kartu'), ('selfie', 'Swafoto'), ('number', 'NIK di foto kartu')], max_length=10)),
                    ('reference', models.CharField(max_length=60)),
                    ('noticed_at', models.DateTimeField()),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photo_matches', to='eligibility.account')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.account')),
                ],
            ),
            migrations.CreateModel(
                name='ReferenceListEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(max_length=40)),
                    ('nik', portal.fields.DeterministicTextField(purpose='nik')),
                    ('office', models.CharField(max_length=40)),
                    ('since', models.DateField()),
                    ('as_of', models.DateField()),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.CreateModel(
                name='RefundDemand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('external_id', models.CharField(max_length=40, unique=True)),
                    ('ground', models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3)),
                    ('amount', models.PositiveBigIntegerField()),
                    ('demanded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_demands', to='eligibility.account')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.CreateModel(
                name='RegistrationEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('registered', 'Mendaftar'), ('joined', 'Gabung gelombang')], max_length=20)),
                    ('at', models.DateTimeField()),
                    ('device', portal.fields.DeterministicTextField(null=True, purpose='device')),
                    ('address', portal.fields.DeterministicTextField(null=True, purpose='address')),
                    ('form_seconds', models.PositiveIntegerField(null=True)),
                    ('external_id', models.CharField(max_length=40, null=True, unique=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='eligibility.account')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.CreateModel(
                name='RegistryVerdict',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('register', models.CharField(max_length=40)),
                    ('verdict', models.CharField(choices=[('matches', 'Cocok'), ('not_found', 'Tidak ditemukan'), ('deceased', 'Tercatat meninggal'), ('other_person', 'Nama atau KK berbeda'), ('enrolled', 'Tercatat bersekolah')], max_length=20)),
                    ('since', models.DateField()),
                    ('as_of', models.DateField()),
                    ('superseded_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='eligibility.account')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                ],
            ),
            migrations.CreateModel(
                name='Remedy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='judul')),
                    ('explanation', models.TextField(verbose_name='penjelasan')),
                    ('explanation_en', models.TextField(blank=True, db_default='', default='', verbose_name='penjelasan dalam bahasa Inggris')),
                    ('opened_at', models.DateTimeField(verbose_name='dibuka')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='disetujui')),
                    ('stopped_at', models.DateTimeField(null=True, verbose_name='dihentikan')),
                    ('finished_at', models.DateTimeField(null=True, verbose_name='selesai')),
                    ('blocks', models.PositiveIntegerField(default=0, verbose_name='blokir')),
                    ('lifted', models.PositiveIntegerField(default=0, verbose_name='dicabut')),
                    ('passed_over', models.PositiveIntegerField(default=0, verbose_name='dilewati')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='disetujui oleh')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='eligibility.importbatch', verbose_name='impor data')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dibuka oleh')),
                ],
                options={
                    'verbose_name': 'pemulihan bersama',
                    'verbose_name_plural': 'pemulihan bersama',
                },
            ),
            migrations.CreateModel(
                name='RemedyChunk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('first_id', models.BigIntegerField()),
                    ('last_id', models.BigIntegerField()),
                    ('lifted', models.PositiveIntegerField(default=0)),
                    ('passed_over', models.PositiveIntegerField(default=0)),
                    ('remedy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='eligibility.remedy')),
                ],
            ),
            migrations.CreateModel(
                name='Restoration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('deadline_days', 'Hari batas waktu dikembalikan'), ('completion_days', 'Hari penyelesaian pelatihan dikembalikan'), ('next_wave', 'Hak masuk gelombang berikutnya'), ('refund_withdrawn', 'Tagihan pengembalian dicabut')], max_length=20, verbose_name='jenis')),
                    ('days', models.PositiveIntegerField(default=0, verbose_name='hari')),
                    ('until', models.DateTimeField(null=True, verbose_name='sampai')),
                    ('restored_at', models.DateTimeField(verbose_name='dipulihkan')),
                    ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restorations', to='eligibility.block', verbose_name='blokir')),
                    ('grant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.grant')),
                    ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.refunddemand')),
                    ('wave', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.gelombang')),
                ],
                options={
                    'verbose_name': 'pemulihan',
                    'verbose_name_plural': 'pemulihan',
                },
            ),
            migrations.CreateModel(
                name='RulePolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40, verbose_name='aturan')),
                    ('version', models.PositiveIntegerField(verbose_name='versi')),
                    ('mode', models.CharField(choices=[('off', 'Mati'), ('observe', 'Amati'), ('flag', 'Tandai'), ('block', 'Blokir')], max_length=10, verbose_name='cara')),
                    ('limits', models.JSONField(default=dict, verbose_name='batas')),
                    ('legal_source', models.CharField(max_length=200, verbose_name='dasar hukum')),
                    ('valid_from', models.DateField(verbose_name='berlaku sejak')),
                    ('valid_until', models.DateField(null=True, verbose_name='berlaku sampai')),
                    ('first_wave', models.PositiveSmallIntegerField(null=True, verbose_name='dari gelombang')),
                    ('last_wave', models.PositiveSmallIntegerField(null=True, verbose_name='sampai gelombang')),
                    ('note', models.TextField(blank=True, verbose_name='alasan perubahan')),
                    ('drafted_at', models.DateTimeField(null=True, verbose_name='disusun')),
                    ('endorsed_at', models.DateTimeField(null=True, verbose_name='disetujui')),
                    ('enabled_at', models.DateTimeField(null=True, verbose_name='diaktifkan')),
                    ('discarded_at', models.DateTimeField(null=True, verbose_name='dibuang')),
                    ('stopped_at', models.DateTimeField(null=True, verbose_name='dihentikan')),
                    ('stop_reason', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='alasan dihentikan')),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='disusun oleh')),
                    ('enabled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diaktifkan oleh')),
                    ('endorsed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='disetujui oleh')),
                    ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dihentikan oleh')),
                ],
                options={
                    'verbose_name': 'kebijakan aturan',
                    'verbose_name_plural': 'kebijakan aturan',
                },
            ),
            migrations.AddField(
                model_name='remedy',
                name='policy',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='eligibility.rulepolicy', verbose_name='kebijakan'),
            ),
            migrations.CreateModel(
                name='Fuse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40, verbose_name='aturan')),
                    ('source', models.CharField(blank=True, max_length=80, verbose_name='sumber')),
                    ('decided', models.PositiveIntegerField(verbose_name='diputus')),
                    ('overturned', models.PositiveIntegerField(verbose_name='dibatalkan')),
                    ('lowest', models.FloatField(verbose_name='batas bawah')),
                    ('highest', models.FloatField(verbose_name='batas atas')),
                    ('blown_at', models.DateTimeField(verbose_name='putus')),
                    ('reset_at', models.DateTimeField(null=True, verbose_name='dipasang lagi')),
                    ('reset_reason', models.CharField(blank=True, max_length=200, verbose_name='alasan')),
                    ('reset_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dipasang lagi oleh')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fuses', to='eligibility.importbatch', verbose_name='impor data')),
                    ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fuses', to='eligibility.rulepolicy', verbose_name='kebijakan')),
                ],
                options={
                    'verbose_name': 'sekering aturan',
                    'verbose_name_plural': 'sekering aturan',
                },
            ),
            migrations.AddField(
                model_name='finding',
                name='policy',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='eligibility.rulepolicy', verbose_name='kebijakan'),
            ),
            migrations.CreateModel(
                name='DryRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('at', models.DateTimeField()),
                    ('tried_digest', models.CharField(max_length=64)),
                    ('next_id', models.BigIntegerField(null=True)),
                    ('accounts', models.PositiveIntegerField(default=0)),
                    ('hits', models.PositiveIntegerField(default=0)),
                    ('newly_blocked', models.PositiveIntegerField(default=0)),
                    ('newly_hit', models.PositiveIntegerField(null=True)),
                    ('compared_with', models.JSONField(db_default=[], default=list)),
                    ('won_before', models.PositiveIntegerField(default=0)),
                    ('by_province', models.JSONField(default=dict)),
                    ('by_wave', models.JSONField(default=dict)),
                    ('by_status', models.JSONField(default=dict)),
                    ('sample', models.JSONField(default=list)),
                    ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dry_runs', to='eligibility.rulepolicy')),
                ],
            ),
            migrations.AddField(
                model_name='block',
                name='policy',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.rulepolicy', verbose_name='kebijakan'),
            ),
            migrations.CreateModel(
                name='ScreeningRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='per')),
                    ('status', models.CharField(choices=[('running', 'Berjalan'), ('finished', 'Selesai'), ('stopped', 'Dihentikan'), ('rolled_back', 'Dibatalkan')], default='running', max_length=12, verbose_name='status')),
                    ('reach', models.CharField(choices=[('all', 'Semua akun'), ('changed', 'Akun yang berubah'), ('chosen', 'Akun pilihan')], default='all', max_length=10, verbose_name='jangkauan')),
                    ('waive_asked_at', models.DateTimeField(null=True)),
                    ('waive_reason', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('roll_back_asked_at', models.DateTimeField(null=True)),
                    ('roll_back_reason', models.CharField(blank=True, max_length=200)),
                    ('rolled_back_at', models.DateTimeField(null=True, verbose_name='dibatalkan')),
                    ('chunks', models.PositiveIntegerField(default=0, verbose_name='bagian')),
                    ('accounts', models.PositiveIntegerField(default=0, verbose_name='akun')),
                    ('findings', models.PositiveIntegerField(default=0, verbose_name='temuan')),
                    ('newly_blocked', models.PositiveIntegerField(default=0, verbose_name='baru diblokir')),
                    ('ended', models.PositiveIntegerField(default=0, verbose_name='blokir berakhir')),
                    ('stop_reason', models.CharField(blank=True, max_length=200)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='mulai')),
                    ('finished_at', models.DateTimeField(null=True, verbose_name='selesai')),
                    ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diminta oleh')),
                    ('roll_back_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('rolled_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dibatalkan oleh')),
                    ('waive_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('waived_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dilanjutkan oleh')),
                ],
                options={
                    'verbose_name': 'pemeriksaan massal',
                    'verbose_name_plural': 'pemeriksaan massal',
                },
            ),
            migrations.CreateModel(
                name='ScreeningChunk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('rule', models.CharField(blank=True, max_length=40)),
                    ('first_id', models.BigIntegerField()),
                    ('last_id', models.BigIntegerField()),
                    ('account_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                    ('policy_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                    ('accounts', models.PositiveIntegerField(default=0)),
                    ('findings', models.PositiveIntegerField(default=0)),
                    ('newly_blocked', models.PositiveIntegerField(default=0)),
                    ('ended', models.PositiveIntegerField(default=0)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunk_rows', to='eligibility.screeningrun')),
                ],
            ),
            migrations.AddField(
                model_name='remedy',
                name='run',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='eligibility.screeningrun', verbose_name='pemeriksaan'),
            ),
            migrations.AddField(
                model_name='finding',
                name='run',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.screeningrun', verbose_name='pemeriksaan'),
            ),
            migrations.CreateModel(
                name='CarryOver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('confirms', models.BooleanField(default=False)),
                    ('is_news', models.BooleanField(default=False)),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('block', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carry_overs', to='eligibility.block')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.finding')),
                    ('finding_before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.finding')),
                    ('policy_before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.rulepolicy')),
                    ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_overs', to='eligibility.screeningrun')),
                    ('run_before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.screeningrun')),
                ],
                options={
                    'verbose_name': 'kelanjutan blokir',
                    'verbose_name_plural': 'kelanjutan blokir',
                },
            ),
            migrations.AddField(
                model_name='block',
                name='run',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.screeningrun', verbose_name='pemeriksaan'),
            ),
            migrations.CreateModel(
                name='TrainingPurchase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('external_id', models.CharField(max_length=40, unique=True)),
                    ('bought_at', models.DateTimeField()),
                    ('complete_until', models.DateTimeField()),
                    ('completed_at', models.DateTimeField(null=True)),
                    ('days_added', models.PositiveSmallIntegerField(db_default=0)),
                    ('device', portal.fields.DeterministicTextField(null=True, purpose='device')),
                    ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
                    ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='eligibility.grant')),
                ],
            ),
            migrations.CreateModel(
                name='WebhookEndpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('url', models.URLField(max_length=300, verbose_name='alamat')),
                    ('secret', portal.fields.EncryptedTextField()),
                    ('previous_secret', portal.fields.EncryptedTextField(default='')),
                    ('previous_until', models.DateTimeField(null=True)),
                    ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('account.blocked', 'Akun diblokir'), ('account.block_lifted', 'Blokir dicabut'), ('account.restored', 'Hak dipulihkan')], max_length=40), size=None, verbose_name='kejadian')),
                    ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                    ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='eligibility.partner', verbose_name='mitra')),
                ],
                options={
                    'verbose_name': 'alamat webhook',
                    'verbose_name_plural': 'alamat webhook',
                },
            ),
            migrations.CreateModel(
                name='WebhookDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('event', models.CharField(choices=[('account.blocked', 'Akun diblokir'), ('account.block_lifted', 'Blokir dicabut'), ('account.restored', 'Hak dipulihkan'), ('test', 'Contoh untuk dicoba')], max_length=40, verbose_name='kejadian')),
                    ('happened_at', models.DateTimeField(verbose_name='terjadi')),
                    ('answered', models.PositiveSmallIntegerField(null=True, verbose_name='jawaban')),
                    ('block', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.block')),
                    ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='eligibility.webhookendpoint', verbose_name='alamat webhook')),
                ],
                options={
                    'verbose_name': 'kiriman webhook',
                    'verbose_name_plural': 'kiriman webhook',
                },
            ),
            migrations.CreateModel(
                name='BlockLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='jatuh tempo')),
                    ('claimed_by', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('deliveries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='percobaan')),
                    ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai')),
                    ('dead_at', models.DateTimeField(editable=False, null=True, verbose_name='dihentikan')),
                    ('last_fault', models.CharField(blank=True, editable=False, max_length=200, verbose_name='kesalahan terakhir')),
                    ('kind', models.CharField(choices=[('blocked', 'Pemberitahuan blokir'), ('restored', 'Pemberitahuan pemulihan'), ('updated', 'Pemberitahuan alasan diperbarui')], max_length=10)),
                    ('block', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='eligibility.block')),
                    ('carry_over', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letter', to='eligibility.carryover')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='letter_owed')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('carry_over', None)), fields=('block', 'kind'), name='one_letter_per_block_and_kind')],
                },
            ),
            migrations.CreateModel(
                name='DeadlineExtension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_date', models.DateField(verbose_name='hari pertama')),
                    ('last_date', models.DateField(verbose_name='hari terakhir')),
                    ('reason', models.CharField(max_length=200, verbose_name='alasan')),
                    ('added_at', models.DateTimeField(verbose_name='ditambahkan')),
                    ('grants_extended', models.PositiveIntegerField(default=0, verbose_name='penerima terbantu')),
                    ('purchases_extended', models.PositiveIntegerField(null=True, verbose_name='pelatihan terbantu')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='oleh')),
                    ('gelombang', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='eligibility.gelombang', verbose_name='gelombang')),
                ],
                options={
                    'verbose_name': 'perpanjangan batas waktu',
                    'verbose_name_plural': 'perpanjangan batas waktu',
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_date__gte', models.F('first_date'))), name='an_outage_ends_after_it_began')],
                },
            ),
            migrations.CreateModel(
                name='Hold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=60, verbose_name='diminta dengan nomor')),
                    ('placed_at', models.DateTimeField(verbose_name='dipasang')),
                    ('released_at', models.DateTimeField(null=True, verbose_name='dilepas')),
                    ('answered_at', models.DateTimeField(null=True, verbose_name='dijawab')),
                    ('further_until', models.DateField(null=True, verbose_name='diperiksa lagi sampai')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='eligibility.account', verbose_name='akun')),
                    ('blocks', models.ManyToManyField(blank=True, related_name='holds', to='eligibility.block', verbose_name='blokir')),
                ],
                options={
                    'verbose_name': 'penangguhan',
                    'verbose_name_plural': 'penangguhan',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('account', 'reference'), name='one_hold_per_reference')],
                },
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['kind', 'id'], name='batch_by_kind'),
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['source', 'id'], name='batch_by_source'),
            ),
            migrations.AddIndex(
                model_name='importbatch',
                index=models.Index(fields=['source_date', 'id'], name='batch_by_day'),
            ),
            migrations.AddIndex(
                model_name='grant',
                index=models.Index(condition=models.Q(('slot__gt', 2)), fields=['kk'], name='crowded_kk'),
            ),
            migrations.AddIndex(
                model_name='grant',
                index=models.Index(condition=models.Q(('first_bought_at', None), ('first_bought_at__gt', models.F('first_training_until')), _connector='OR'), fields=['account'], name='grant_without_purchase'),
            ),
            migrations.AddConstraint(
                model_name='grant',
                constraint=models.UniqueConstraint(fields=('account', 'gelombang'), name='one_grant_per_wave'),
            ),
            migrations.AddConstraint(
                model_name='grant',
                constraint=models.UniqueConstraint(fields=('kk', 'slot'), name='one_recipient_per_kk_slot'),
            ),
            migrations.AddConstraint(
                model_name='accountsender',
                constraint=models.UniqueConstraint(fields=('account', 'batch'), name='a_sender_is_noted_once'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['nik'], name='account_by_nik'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['kk'], name='account_by_kk'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['phone'], name='account_by_phone'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['email'], name='account_by_email'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('payout_account__isnull', False)), fields=['payout_account'], name='account_by_payout'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['birth_date'], name='account_by_birth_date'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['status', 'id'], name='account_by_status'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['province_code', 'id'], name='account_by_province'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['registered_on', 'id'], name='account_by_day'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(fields=['batch', 'id'], name='account_by_batch'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('age_at_registration__lt', 18), ('age_at_registration__gt', 64), _connector='OR'), fields=['id'], name='account_odd_age'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('education__in', ['school', 'university'])), fields=['id'], name='account_at_school'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('employment', 'other')), fields=['id'], name='account_off_target'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('declared_office', ''), _negated=True), fields=['id'], name='account_in_office'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('citizenship', 'wna')), fields=['id'], name='account_foreign'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('is_nik_well_formed', False), ('nik_birth_date__lt', models.F('birth_date')), ('nik_birth_date__gt', models.F('birth_date')), models.Q(models.Q(('nik_sex', models.F('sex')), _negated=True), models.Q(('nik_sex', ''), _negated=True), models.Q(('sex', ''), _negated=True)), _connector='OR'), fields=['id'], name='account_odd_nik'),
            ),
            migrations.AddIndex(
                model_name='account',
                index=models.Index(condition=models.Q(('status', 'closed')), fields=['nik'], name='account_closed'),
            ),
            migrations.AddConstraint(
                model_name='account',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'closed'), _negated=True), fields=('nik',), name='one_open_account_per_nik'),
            ),
            migrations.AddIndex(
                model_name='importorder',
                index=models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='import_owed'),
            ),
            migrations.AddIndex(
                model_name='partnercall',
                index=models.Index(fields=['called_at'], name='partner_call_by_age'),
            ),
            migrations.AddIndex(
                model_name='partnercall',
                index=models.Index(fields=['partner', 'id'], name='call_by_partner'),
            ),
            migrations.AddConstraint(
                model_name='partnercall',
                constraint=models.UniqueConstraint(fields=('partner', 'idempotency_key'), name='one_call_per_idempotency_key'),
            ),
            migrations.AddConstraint(
                model_name='photomatch',
                constraint=models.UniqueConstraint(fields=('account', 'other', 'kind'), name='one_match_per_pair_and_kind'),
            ),
            migrations.AddConstraint(
                model_name='photomatch',
                constraint=models.CheckConstraint(condition=models.Q(('account', models.F('other')), _negated=True), name='a_photo_matches_somebody_else'),
            ),
            migrations.AddIndex(
                model_name='referencelistentry',
                index=models.Index(fields=['nik'], name='reference_by_nik'),
            ),
            migrations.AddConstraint(
                model_name='referencelistentry',
                constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('source', 'nik'), name='one_entry_per_source_and_nik'),
            ),
            migrations.AddIndex(
                model_name='registrationevent',
                index=models.Index(condition=models.Q(('device__isnull', False), ('kind', 'registered')), fields=['device', 'at'], include=('account',), name='event_by_device'),
            ),
            migrations.AddIndex(
                model_name='registrationevent',
                index=models.Index(condition=models.Q(('address__isnull', False), ('kind', 'registered')), fields=['address', 'at'], include=('account',), name='event_by_address'),
            ),
            migrations.AddIndex(
                model_name='registrationevent',
                index=models.Index(condition=models.Q(('form_seconds__lt', 60)), fields=['account'], name='event_of_a_fast_form'),
            ),
            migrations.AddIndex(
                model_name='registryverdict',
                index=models.Index(condition=models.Q(('superseded_at', None), models.Q(('verdict', 'matches'), _negated=True)), fields=['account'], name='adverse_verdict'),
            ),
            migrations.AddConstraint(
                model_name='registryverdict',
                constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('account', 'register'), name='one_current_verdict_per_register'),
            ),
            migrations.AddIndex(
                model_name='remedychunk',
                index=models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='remedy_owed'),
            ),
            migrations.AddConstraint(
                model_name='remedychunk',
                constraint=models.UniqueConstraint(fields=('remedy', 'first_id'), name='one_remedy_chunk_per_range'),
            ),
            migrations.AddConstraint(
                model_name='restoration',
                constraint=models.UniqueConstraint(fields=('block', 'kind', 'grant', 'wave', 'refund'), name='one_restoration_per_thing', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='rulepolicy',
                constraint=models.UniqueConstraint(fields=('rule', 'version'), name='one_policy_per_version'),
            ),
            migrations.AddConstraint(
                model_name='rulepolicy',
                constraint=models.CheckConstraint(condition=models.Q(('drafted_by', None), models.Q(('drafted_by', models.F('enabled_by')), _negated=True), _connector='OR'), name='nobody_enables_their_own_draft'),
            ),
            migrations.AddConstraint(
                model_name='rulepolicy',
                constraint=models.CheckConstraint(condition=models.Q(('endorsed_by', None), models.Q(models.Q(('endorsed_by', models.F('drafted_by')), _negated=True), models.Q(('endorsed_by', models.F('enabled_by')), _negated=True)), _connector='OR'), name='three_people_stand_behind_great_reach'),
            ),
            migrations.AddConstraint(
                model_name='rulepolicy',
                constraint=models.CheckConstraint(condition=models.Q(('first_wave', None), ('last_wave', None), ('last_wave__gte', models.F('first_wave')), _connector='OR'), name='a_policy_ends_no_wave_before_it_began'),
            ),
            migrations.AddConstraint(
                model_name='fuse',
                constraint=models.UniqueConstraint(condition=models.Q(('reset_at', None)), fields=('rule', 'policy', 'source', 'batch'), name='one_blown_fuse_per_scope', nulls_distinct=False),
            ),
            migrations.AddIndex(
                model_name='dryrun',
                index=models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='dry_run_owed'),
            ),
            migrations.AddConstraint(
                model_name='screeningrun',
                constraint=models.CheckConstraint(condition=models.Q(('roll_back_asked_by', None), ('rolled_back_by', None), models.Q(('roll_back_asked_by', models.F('rolled_back_by')), _negated=True), _connector='OR'), name='nobody_undoes_a_run_alone'),
            ),
            migrations.AddConstraint(
                model_name='screeningrun',
                constraint=models.CheckConstraint(condition=models.Q(('waive_asked_by', None), ('waived_by', None), models.Q(('waive_asked_by', models.F('waived_by')), _negated=True), _connector='OR'), name='nobody_passes_the_breaker_alone'),
            ),
            migrations.AddIndex(
                model_name='screeningchunk',
                index=models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='chunk_owed'),
            ),
            migrations.AddConstraint(
                model_name='screeningchunk',
                constraint=models.UniqueConstraint(fields=('run', 'rule', 'first_id'), name='one_chunk_per_rule_and_range'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', False), ('policy', None), ('run', None)), models.Q(('batch', None), ('policy__isnull', False), ('run', None)), models.Q(('batch', None), ('policy', None), ('run__isnull', False)), _connector='OR'), name='a_remedy_has_one_cause'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('opened_by')), _negated=True), _connector='OR'), name='nobody_approves_their_own_remedy'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(condition=models.Q(('status', 'open')), fields=['account'], name='finding_open'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(condition=models.Q(('cluster__isnull', False)), fields=['cluster'], name='finding_by_cluster'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['status', 'id'], name='finding_by_status'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['rule', 'id'], name='finding_by_rule'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['ground', 'id'], name='finding_by_ground'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['run', 'id'], name='finding_by_run'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['batch', 'id'], name='finding_by_batch'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['found_at', 'id'], name='finding_by_moment'),
            ),
            migrations.AddConstraint(
                model_name='finding',
                constraint=models.UniqueConstraint(fields=('account', 'rule', 'facts_digest'), name='one_finding_per_facts'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['ended_at'], name='block_by_end'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['status', 'id'], name='block_by_status'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['rule', 'id'], name='block_by_rule'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['ground', 'id'], name='block_by_ground'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['policy', 'id'], name='block_by_policy'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['run', 'id'], name='block_by_run'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(fields=['proposed_at', 'id'], name='block_by_proposal'),
            ),
            migrations.AddIndex(
                model_name='block',
                index=models.Index(models.F('rule'), django.db.models.functions.comparison.Greatest('confirmed_at', 'upheld_at', 'ended_at'), condition=models.Q(('confirmed_by__isnull', False), ('upheld_at__isnull', False), ('status', 'upheld'), models.Q(('ended_by__isnull', False), ('status__in', ['lifted', 'dismissed']), models.Q(('reason__startswith', 'remedy-'), _negated=True)), _connector='OR'), name='block_by_hand'),
            ),
            migrations.AddConstraint(
                model_name='block',
                constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['proposed', 'confirmed', 'upheld'])), fields=('account', 'rule'), name='one_open_block_per_rule'),
            ),
            migrations.AddIndex(
                model_name='trainingpurchase',
                index=models.Index(condition=models.Q(('completed_at', None), ('completed_at__gt', models.F('complete_until')), _connector='OR'), fields=['complete_until'], name='purchase_unfinished'),
            ),
            migrations.AddIndex(
                model_name='trainingpurchase',
                index=models.Index(condition=models.Q(('device__isnull', False)), fields=['device', 'bought_at'], name='purchase_by_device'),
            ),
            migrations.AddIndex(
                model_name='webhookdelivery',
                index=models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['due_at'], name='webhook_owed'),
            ),
            migrations.AddIndex(
                model_name='webhookdelivery',
                index=models.Index(condition=models.Q(('dead_at__isnull', False), ('done_at', None)), fields=['id'], name='webhook_dead'),
            ),
            migrations.AddIndex(
                model_name='webhookdelivery',
                index=models.Index(fields=['endpoint', 'id'], name='webhook_by_endpoint'),
            ),
            migrations.AddIndex(
                model_name='webhookdelivery',
                index=models.Index(fields=['event', 'id'], name='webhook_by_event'),
            ),
            migrations.AddConstraint(
                model_name='webhookdelivery',
                constraint=models.UniqueConstraint(fields=('endpoint', 'event', 'block', 'happened_at'), name='one_delivery_per_event'),
            ),
            migrations.AddConstraint(
                model_name='webhookdelivery',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('block', None), ('event', 'test')), models.Q(models.Q(('event', 'test'), _negated=True), ('block__isnull', False)), _connector='OR'), name='only_a_sample_is_about_no_block'),
            ),
        ]),
        migrations.RunPython(first_policies.write, migrations.RunPython.noop),
        migrations.RunPython(new_policies.write, migrations.RunPython.noop),
        migrations.RunSQL(final.FINAL),
        migrations.RunSQL(stopped.FINAL),
    ]
