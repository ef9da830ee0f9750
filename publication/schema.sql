-- A publication: aggregates only, one file per number, never changed once written.
-- `identity` is drawn at random: it tells this publication from every other, also from one of the same number.
CREATE TABLE meta (programme VARCHAR, number INTEGER, published_on DATE, identity VARCHAR);
CREATE TABLE definitions (kind VARCHAR, id VARCHAR, position INTEGER, definition JSON);
CREATE TABLE waves (
    wave VARCHAR, position INTEGER, date DATE, asked_as VARCHAR, members INTEGER);
CREATE TABLE groups (
    wave VARCHAR, position INTEGER, group_id VARCHAR, label_nb VARCHAR, label_da VARCHAR, label_en VARCHAR,
    roles VARCHAR, sites VARCHAR, members INTEGER);
-- The partitions behind what is shown, a row per block ('' is the wave's own; items that differ from it follow, a
-- hidden one with an empty block), so that a later publication is never finer.
CREATE TABLE blocks (wave VARCHAR, instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
-- What may be asked for, for one wave (from = to) or two compared, and which selections lie around it, nearest first.
CREATE TABLE selections (
    from_wave VARCHAR, to_wave VARCHAR, position INTEGER, group_id VARCHAR, label_nb VARCHAR, label_da VARCHAR,
    label_en VARCHAR, level INTEGER, sites INTEGER, around VARCHAR[], place_nb VARCHAR, place_da VARCHAR,
    place_en VARCHAR);
-- Of a score: the mean of its items' means, its standard error rounded up to two digits, counts in half steps.
CREATE TABLE answers (
    instrument VARCHAR, wave VARCHAR, group_id VARCHAR, item VARCHAR, position INTEGER, status VARCHAR,
    members INTEGER, n INTEGER, counts INTEGER[], not_applicable INTEGER, dont_know INTEGER, not_relevant INTEGER,
    blank INTEGER, mean DOUBLE, se DOUBLE);
-- The same answers, one row per page of a reader: what a filter change asks for comes as one text.
CREATE TABLE answer_sheets (instrument VARCHAR, group_id VARCHAR, wave VARCHAR, answers VARCHAR);
-- Under which larger selection an item stands where its group had to merge further.
CREATE TABLE merged (
    instrument VARCHAR, from_wave VARCHAR, to_wave VARCHAR, group_id VARCHAR, item VARCHAR, merged_id VARCHAR);
CREATE TABLE background (
    wave VARCHAR, variable VARCHAR, position INTEGER, label_nb VARCHAR, label_da VARCHAR, label_en VARCHAR, n INTEGER,
    categories VARCHAR[]);
CREATE TABLE assessments (
    instrument VARCHAR, round VARCHAR, position INTEGER, group_id VARCHAR, label_nb VARCHAR, label_da VARCHAR,
    label_en VARCHAR, sites VARCHAR, groups INTEGER, leaders INTEGER, item VARCHAR, item_position INTEGER,
    status VARCHAR, n INTEGER, middle DOUBLE, range INTEGER, dont_know INTEGER);
CREATE TABLE published (
    instrument VARCHAR, wave VARCHAR, item VARCHAR, position INTEGER, printed_mean VARCHAR, printed_sd VARCHAR,
    respondents INTEGER, not_applicable INTEGER, dont_know INTEGER, n_inferred INTEGER, mean VARCHAR, sd VARCHAR,
    sets_that_fit HUGEINT, status VARCHAR);
-- What printed figures can be: the numbers of answers that fit, both ways of rounding a 5; `fault` says why they
-- cannot be, or the conventions (joined by |) under which alone it can; `fits_with_box` that they would if the box beside the scale was counted as its next step.
CREATE TABLE published_fits (
    instrument VARCHAR, wave VARCHAR, item VARCHAR, position INTEGER, most INTEGER, n_that_fit INTEGER[],
    grim_half_up BOOLEAN, grim_half_down BOOLEAN, grimmer_half_up BOOLEAN, grimmer_half_down BOOLEAN,
    sets_half_up HUGEINT, sets_half_down HUGEINT, sets_either HUGEINT, fault VARCHAR, fits_with_box BOOLEAN);
-- θ over all answers that give the printed figures: no confidence interval. The shares only where all give the same.
CREATE TABLE published_theta (
    instrument VARCHAR, from_wave VARCHAR, to_wave VARCHAR, item VARCHAR, position INTEGER, theta_least DOUBLE,
    theta_most DOUBLE, p_higher DOUBLE, p_equal DOUBLE, p_lower DOUBLE);
-- Sessions (instrument NULL), or waves of an instrument, printed with the same figures throughout.
CREATE TABLE published_copies (instrument VARCHAR, occasions VARCHAR[], figures INTEGER);
CREATE TABLE published_percents (
    wave VARCHAR, question_nb VARCHAR, question_da VARCHAR, question_en VARCHAR, answer_nb VARCHAR,
    answer_da VARCHAR, answer_en VARCHAR, n INTEGER, percent VARCHAR, respondents INTEGER, fault VARCHAR);
-- What the report says in words and the printed means do not bear out; the item left out moved further.
CREATE TABLE published_claims (
    instrument VARCHAR, from_wave VARCHAR, to_wave VARCHAR, kind VARCHAR, page VARCHAR, item VARCHAR, shift VARCHAR,
    left_out VARCHAR, left_out_shift VARCHAR);
-- Sessions that are shown, alone or with others of their kind, or were printed.
CREATE TABLE sessions (
    session VARCHAR, position INTEGER, kind VARCHAR, kind_nb VARCHAR, kind_da VARCHAR, kind_en VARCHAR,
    number INTEGER, date DATE, topic_nb VARCHAR, topic_da VARCHAR, topic_en VARCHAR);
-- Sessions shown together, and those that only some item merged further; `participants` counts someone at two of
-- them twice.
CREATE TABLE session_groups (
    group_id VARCHAR, position INTEGER, kind VARCHAR, label_nb VARCHAR, label_da VARCHAR, label_en VARCHAR,
    sessions VARCHAR[], participants INTEGER);
-- The groups behind what is shown of sessions, as 'blocks' are of waves.
CREATE TABLE session_blocks (instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
-- Marks on a line: counts of whole marks from the scale's low end to its high (halves up) and the three quartiles
-- only from ten people on.
CREATE TABLE marks (
    instrument VARCHAR, group_id VARCHAR, item VARCHAR, position INTEGER, status VARCHAR, n INTEGER, mean DOUBLE,
    counts INTEGER[], quartiles DOUBLE[]);
-- Figures of sessions as a report printed them.
CREATE TABLE published_sessions (
    instrument VARCHAR, session VARCHAR, item VARCHAR, position INTEGER, participants INTEGER, printed_mean VARCHAR,
    printed_min VARCHAR, printed_max VARCHAR);
-- Comments and stories a person released, a row per question. `occasion` is a wave, a session after 'session:', or
-- none; `position` is the order of the texts by their words, and keeps the parts of a story together.
CREATE TABLE words (
    kind VARCHAR, occasion VARCHAR, position INTEGER, question VARCHAR, text VARCHAR, tags VARCHAR[]);
-- What a service records of itself, month by month: nobody's answers. An indicator is per × numerator / denominator,
-- or the numerator itself.
CREATE TABLE management (
    indicator VARCHAR, site VARCHAR, month DATE, numerator DOUBLE, denominator DOUBLE);
-- The months of a series about staff that are withheld, now or before: nothing made of it is shown of them again.
CREATE TABLE withheld_months (series VARCHAR, site VARCHAR, month DATE);
-- The files behind what is published: what each holds, for which wave or round, and the day (never the hour) it was
-- loaded. Hash, number of rows and time of day stay in the warehouse.
CREATE TABLE files (kind VARCHAR, wave VARCHAR, name VARCHAR, loaded_on DATE);
-- The background questions asked in a wave: shown above, or withheld and without a row there.
CREATE TABLE background_asked (wave VARCHAR, variable VARCHAR, status VARCHAR);
-- Counts as a report printed them: people per category of a background question, or per box ticked on an instrument
-- (`variable` is then its id, `category` the item's). The percentage keeps the digits it was printed with.
CREATE TABLE published_counts (
    wave VARCHAR, variable VARCHAR, category VARCHAR, position INTEGER, n INTEGER, percent VARCHAR);
