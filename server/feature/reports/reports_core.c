#include "server/feature/reports/reports_core.h"

#include "server/port/region.h"

int64_t report_wait_s(int64_t count, int64_t oldest, int64_t now)
{
    if (count < REPORTS_A_DAY)
        return 0;
    int64_t left_ms = oldest + MILLIS_DAY - now;
    return left_ms <= 0 ? 1 : (left_ms + 999) / 1000;
}

bool report_is_theirs(const struct who *who, const struct report_row *row)
{
    if (who->role == role_admin)
        return true;
    return who->role == role_staff && (!row->region.len || str_starts(row->region, region_tree(who->region)));
}

unsigned report_answer_wrongs(const struct report_decision_in *in)
{
    unsigned wrongs = 0;
    if (in->decision != report_state_upheld && in->decision != report_state_dismissed)
        wrongs |= REPORT_WRONG_DECISION;
    if (!str_trim(in->reason).len)
        wrongs |= REPORT_WRONG_REASON;
    if (in->take_down && in->decision != report_state_upheld)
        wrongs |= REPORT_WRONG_DOWN;
    return wrongs;
}
