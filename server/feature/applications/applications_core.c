#include "server/feature/applications/applications_core.h"

#include "server/port/vacancy.h"

#define AS(state) (1U << application_state_##state)
#define LIVE (AS(submitted) | AS(viewed) | AS(shortlisted) | AS(interview) | AS(offered) | AS(accepted))

/* Who may bring an application to a state, and from which ones. Nobody goes back to submitted. A promise once accepted can
 * still be declined by the employer: whoever never came to work would otherwise stay accepted for ever. */
static const struct {
    unsigned by_candidate, by_recruiter;
} from_states[] = {
    [application_state_submitted]   = { 0, 0 },
    [application_state_viewed]      = { 0, AS(submitted) },
    [application_state_shortlisted] = { 0, AS(submitted) | AS(viewed) },
    [application_state_interview]   = { 0, AS(submitted) | AS(viewed) | AS(shortlisted) },
    [application_state_offered]     = { 0, AS(shortlisted) | AS(interview) },
    [application_state_accepted]    = { AS(offered), 0 },
    [application_state_hired]       = { 0, AS(accepted) },
    [application_state_declined]    = { 0, LIVE },
    [application_state_withdrawn]   = { LIVE, 0 },
};

enum application_move application_move(enum application_state from, enum application_state to, enum side by)
{
    const unsigned mine   = by == side_candidate ? from_states[to].by_candidate : from_states[to].by_recruiter;
    const unsigned theirs = by == side_candidate ? from_states[to].by_recruiter : from_states[to].by_candidate;
    if (mine & (1U << from))
        return APPLICATION_MOVES;
    if (from == to && mine)
        return APPLICATION_SAME;
    return theirs & (1U << from) ? APPLICATION_OTHERS : APPLICATION_NEVER;
}

bool application_is_over(enum application_state state)
{
    return !(LIVE & (1U << state));
}

bool application_is_answer(enum application_state state)
{
    return ((AS(shortlisted) | AS(interview) | AS(offered) | AS(declined)) & (1U << state)) != 0;
}

bool reply_promise_is_valid(int64_t hours)
{
    return hours == 24 || hours == 48 || hours == 72;
}

int64_t reply_due_at(int64_t submitted_at, int64_t promise_hours)
{
    return submitted_at + promise_hours * INT64_C(3600000);
}

int64_t reply_half_at(int64_t submitted_at, int64_t due_at)
{
    return submitted_at + (due_at - submitted_at) / 2;
}

enum reply_reminder reply_remind(int64_t remind_at, int64_t due_at, int64_t now, int64_t *ret_next)
{
    *ret_next = remind_at;
    if (remind_at == NONE || now < remind_at)
        return REPLY_SILENT;
    *ret_next = now > due_at ? NONE : due_at + 1;
    return now > due_at ? REPLY_OVERDUE : REPLY_HALF;
}

/* --- applying -------------------------------------------------------------------------------------------------- */

enum apply_verdict apply_decide(const struct vacancy_row *vacancy, const struct organization_row *organization, bool hidden, int64_t now)
{
    if (vacancy->state == vacancy_state_draft || vacancy->state == vacancy_state_review)
        return APPLY_NO_SUCH;
    if (!vacancy_is_offered(vacancy, now))
        return APPLY_ENDED;
    if (organization->state != organization_state_verified)
        return APPLY_UNVERIFIED;
    return hidden ? APPLY_HIDDEN : APPLY_MAY;
}

/* --- the way it goes --------------------------------------------------------------------------------------------- */

void application_step_lay(struct application_row *row, enum application_state to, enum side by, int64_t now)
{
    bool answers = by == side_recruiter && application_is_answer(to);
    row->state      = to;
    row->changed_at = now;
    if (by == side_recruiter && row->viewed_at == NONE)
        row->viewed_at = now;
    if (answers && row->answered_at == NONE)
        row->answered_at = now;
    if (row->answered_at != NONE || application_is_over(to))
        row->remind_at = NONE;
    if (to == application_state_withdrawn && row->answered_at == NONE && row->reply_due_at != NONE && now <= row->reply_due_at)
        row->reply_due_at = NONE;
}

bool application_needs_verified(enum application_state to)
{
    return ((AS(shortlisted) | AS(interview) | AS(offered) | AS(hired)) & (1U << to)) != 0;
}

/* --- declining kindly ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *zh, *en;
} decline_phrases[] = {
    [decline_reason_none]        = { "暂不合适", "it does not fit at present" },
    [decline_reason_filled]      = { "这个岗位已经招满", "the post has been filled" },
    [decline_reason_experience]  = { "这个岗位需要另一些工作经历", "the post asks for work experience of another kind" },
    [decline_reason_skills]      = { "这个岗位需要另一些技能", "the post asks for other skills" },
    [decline_reason_education]   = { "这个岗位对学历或专业另有要求", "the post asks for other studies" },
    [decline_reason_licence]     = { "这个岗位需要的证书或资格暂时还没有", "the post needs a certificate or licence that is not there yet" },
    [decline_reason_pay]         = { "双方对薪资的期望还有距离", "our ideas of the pay are too far apart" },
    [decline_reason_start]       = { "到岗时间暂时合不上", "the times of starting do not meet" },
    [decline_reason_place]       = { "工作地点与您的意向不一致", "the place of work is not where you look for it" },
    [decline_reason_papers]      = { "所需的材料还不齐全", "papers that are needed are missing" },
    [decline_reason_not_reached] = { "我们多次没能联系上您", "we could not reach you" },
    [decline_reason_other]       = { "经过比较，我们选择了其他人选", "after comparing we chose somebody else" },
};

enum err decline_text(struct arena *mem, const struct decline *in, enum lang lang, struct str *ret_text)
{
    struct str own = str_trim(in->words);
    if (lang == LANG_ZH)
        *ret_text = arena_format(mem,
                                 "%.*s，您好！感谢您投递%.*s的“%.*s”。很遗憾，这一次我们没有继续推进：%s。%.*s%.*s"
                                 "这个决定只针对这个岗位，您可以继续投递其他岗位，祝您早日找到合适的工作。",
                                 STR_ARG(in->candidate_name), STR_ARG(in->organization_name), STR_ARG(in->vacancy_title), decline_phrases[in->reason].zh,
                                 STR_ARG(own), STR_ARG(own.len ? STR("\n") : STR("")));
    else
        *ret_text = arena_format(mem,
                                 "Dear %.*s, thank you for applying to %.*s for “%.*s”. We are sorry that we do not go on this time: %s. %.*s%.*s"
                                 "This decision is about this post only; other posts stay open to you, and we wish you well in finding one.",
                                 STR_ARG(in->candidate_name), STR_ARG(in->organization_name), STR_ARG(in->vacancy_title), decline_phrases[in->reason].en,
                                 STR_ARG(own), STR_ARG(own.len ? STR("\n") : STR("")));
    return ret_text->ptr ? ERR_OK : ERR_NO_MEMORY;
}
