-- Which paid channels earn more than they cost, by the month the touch happened? Young months look
-- worse than they are: their deals are still open.
select
    channel,
    month_start_date,
    spend,
    credit_amount,
    roas

from {{ ref('joint__attribution_by_channel') }}
where
    attribution_model = 'position'
    and attribution_scope = 'account'
    and goal_type = 'won'
    and clock = 'touch'
    and spend > 0
order by channel, month_start_date
