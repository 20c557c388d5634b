
import django.core.validators
import subprocessors.models.portal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0012_remember_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalportal',
            name='authorisation',
            field=models.CharField(blank=True, choices=[('general', 'general: customers may object'), ('specific', 'specific: customers approve each change')], help_text='What your contracts say (SCC 2021/914, clause 9(a)). Left empty: general, customers may object.', max_length=16, verbose_name='authorisation'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='language',
            field=models.CharField(blank=True, help_text='The language that the list is written in. Left empty: English.', max_length=16, validators=[subprocessors.models.portal.is_language], verbose_name='language'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='notice_country',
            field=models.CharField(blank=True, help_text='The country whose nationwide holidays count, where holidays matter. Left empty: weekends alone.', max_length=2, validators=[subprocessors.models.portal.is_country_with_holidays], verbose_name='holidays of'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='notice_kind',
            field=models.CharField(blank=True, choices=[('clear_days', 'days, each of them counted'), ('calendar_days', 'calendar days; where the last is a weekend or holiday, the next working day'), ('business_days', 'business days, without weekends and holidays'), ('months', 'months; where the last day is a weekend or holiday, the next working day')], help_text='Left empty: days, each of them counted.', max_length=16, verbose_name='counted in'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='notice_margin',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Counting begins so many days after publication, because mail may be delayed. Left empty: 1 day.', null=True, validators=[django.core.validators.MaxValueValidator(31)], verbose_name='days for sending'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='objection_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Calendar days from the notice in which customers may object. Left empty: until the change takes effect.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='objection period (days)'),
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='objection_email',
            field=models.EmailField(blank=True, help_text='Left empty: the contact address.', max_length=254, verbose_name='address for objections'),
        ),
        migrations.AddField(
            model_name='portal',
            name='authorisation',
            field=models.CharField(blank=True, choices=[('general', 'general: customers may object'), ('specific', 'specific: customers approve each change')], help_text='What your contracts say (SCC 2021/914, clause 9(a)). Left empty: general, customers may object.', max_length=16, verbose_name='authorisation'),
        ),
        migrations.AddField(
            model_name='portal',
            name='language',
            field=models.CharField(blank=True, help_text='The language that the list is written in. Left empty: English.', max_length=16, validators=[subprocessors.models.portal.is_language], verbose_name='language'),
        ),
        migrations.AddField(
            model_name='portal',
            name='notice_country',
            field=models.CharField(blank=True, help_text='The country whose nationwide holidays count, where holidays matter. Left empty: weekends alone.', max_length=2, validators=[subprocessors.models.portal.is_country_with_holidays], verbose_name='holidays of'),
        ),
        migrations.AddField(
            model_name='portal',
            name='notice_kind',
            field=models.CharField(blank=True, choices=[('clear_days', 'days, each of them counted'), ('calendar_days', 'calendar days; where the last is a weekend or holiday, the next working day'), ('business_days', 'business days, without weekends and holidays'), ('months', 'months; where the last day is a weekend or holiday, the next working day')], help_text='Left empty: days, each of them counted.', max_length=16, verbose_name='counted in'),
        ),
        migrations.AddField(
            model_name='portal',
            name='notice_margin',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Counting begins so many days after publication, because mail may be delayed. Left empty: 1 day.', null=True, validators=[django.core.validators.MaxValueValidator(31)], verbose_name='days for sending'),
        ),
        migrations.AddField(
            model_name='portal',
            name='objection_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Calendar days from the notice in which customers may object. Left empty: until the change takes effect.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='objection period (days)'),
        ),
        migrations.AddField(
            model_name='portal',
            name='objection_email',
            field=models.EmailField(blank=True, help_text='Left empty: the contact address.', max_length=254, verbose_name='address for objections'),
        ),
        migrations.AlterField(
            model_name='historicalportal',
            name='notice_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='A number: how long before a change takes effect customers are told, as your contracts promise. Publishing is refused where it would not run. Left empty: nothing is refused.', null=True, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='notice period'),
        ),
        migrations.AlterField(
            model_name='portal',
            name='notice_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='A number: how long before a change takes effect customers are told, as your contracts promise. Publishing is refused where it would not run. Left empty: nothing is refused.', null=True, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='notice period'),
        ),
    ]
