-- uniforms that depend on (seed, stream, id) and nothing else; and what is drawn from them
create or replace macro u(id, stream) as
    (hash(xor(hash(id::bigint), hash(getvariable('seed') || ':' || stream))) >> 11)::double
    / 9007199254740992.0;
create or replace macro normal(id, stream) as
    sqrt(-2.0 * ln(1.0 - u(id, stream || '/r'))) * cos(2.0 * pi() * u(id, stream || '/a'));
-- whole number of months or days that have passed before something of that mean happens
create or replace macro geometric(mean, v) as
    least(floor(ln(1.0 - v) / ln(1.0 - 1.0 / greatest(mean, 1.0001))), 400)::int;
create or replace macro exponential(mean, v) as floor(-mean * ln(1.0 - v))::int;
-- position (from 0) of v among cumulative shares
create or replace macro pick(v, cumulative) as
    least(len(list_filter(cumulative, lambda c: c <= v)), len(cumulative) - 1)::int;
-- Poisson by inversion, for means under 1
create or replace macro poisson(m, v) as case
    when v < exp(-m) then 0
    when v < exp(-m) * (1 + m) then 1
    when v < exp(-m) * (1 + m + m ** 2 / 2) then 2
    when v < exp(-m) * (1 + m + m ** 2 / 2 + m ** 3 / 6) then 3
    else 4 end;
create or replace macro month_index(day) as
    (year(day) * 12 + month(day))::int - getvariable('first_index');
-- a letter and eight digits; with a second letter from a hundred million on
create or replace macro number_text(letter, n) as
    letter || case when n >= 100000000 then chr(65 + (n // 100000000)::int) else '' end
    || lpad((n % 100000000)::varchar, 8, '0');
-- numbers given out in no order; is_double: the second number of a household registered twice
create or replace macro household_number(hid, is_double) as
    number_text('H', ((hid * 2 + is_double) * 387420489) % getvariable('id_modulus'));
create or replace macro is_doubled(hid) as u(hid, 'double') < getvariable('double_share');
create or replace macro uses_double(hid, id) as
    (is_doubled(hid) and u(id, 'double use') < getvariable('double_use'))::int;
-- officials do not work on Sundays and Saturdays: the next Monday
create or replace macro working_day(day) as
    (day + case dayofweek(day) when 0 then 1 when 6 then 2 else 0 end)::date;
