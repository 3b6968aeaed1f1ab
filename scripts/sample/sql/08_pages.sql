-- What a visit looks like to any tracker: where it comes from, how it is tagged, what it opens.
create macro path_of(draw, n) as
    ['/', '/product', '/pricing', '/blog/overtime', '/blog/fair-rosters', '/customers']
    [cast((draw >> (4 * n)) % 6 as bigint) + 1];

create view origins as
select
    visits.*,
    case
        when tag_fault = 'contradicting' then 'google'
        when tag_fault = 'missing' then null
        else case
            when platform in ('google_ads') then 'google'
            when platform = 'microsoft' then 'bing'
            when platform = 'meta' then 'facebook'
            when platform is not null then platform
            when channel = 'Organic Search' then
                share('engine', visit_id, [84, 94], ['google', 'bing', 'duckduckgo'])
            when channel = 'Organic Social' then 'linkedin.com'
            when channel = 'Referral' then 'softwarecompass.example'
            when channel = 'AI Assistants' then 'chatgpt.com'
            when channel = 'Email' then 'newsletter'
        end
    end as tag_source,
    case
        when tag_fault = 'contradicting' then 'organic'
        when tag_fault = 'missing' then null
        when channel = 'Display' then 'display'
        when channel = 'Paid Social' and platform is not null then 'paid_social'
        when platform is not null then 'cpc'
        when channel = 'Organic Search' then 'organic'
        when channel in ('Organic Social', 'Referral', 'AI Assistants') then 'referral'
        when channel = 'Email' then 'email'
    end as tag_medium,
    case
        when tag_fault is not null then null
        when platform is not null then campaign_name
        when channel = 'Email' then 'nurture'
    end as tag_campaign,
    -- half of the links without tags still carry the click id of the platform
    case
        when platform = 'google_ads'
            and (tag_fault is null or tag_fault = 'contradicting' or rnd('gclid', visit_id) < 0.5)
            then 'gclid=' || substr(md5(visit_id), 1, 20)
        when platform = 'microsoft' then 'msclkid=' || substr(md5(visit_id), 1, 20)
        when platform = 'linkedin' and tag_fault is null
            then 'li_fat_id=' || substr(md5(visit_id), 1, 20)
        when platform = 'meta' then 'fbclid=' || substr(md5(visit_id), 1, 20)
    end as click_id,
    case
        when channel = 'Organic Search' then 'https://www.google.com/'
        when channel = 'Organic Social' then 'https://www.linkedin.com/'
        when channel = 'Referral' then 'https://softwarecompass.example/rostering'
        when channel = 'AI Assistants' then 'https://chatgpt.com/'
        when platform = 'linkedin' then 'https://www.linkedin.com/'
    end as referrer,
    concat_ws('&', 'utm_source=' || tag_source, 'utm_medium=' || tag_medium,
        'utm_campaign=' || tag_campaign) as tags,
    bits('pages', visit_id) as page_draw,
    rnd('phone', visitor) < 0.28 as is_phone
from visits;
