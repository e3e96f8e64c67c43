/* The list of sealed columns is whole: what it leaves out would not be sealed anew, nor missed at a start without its keys. */
#include <criterion/criterion.h>

#include "proto/model.h"

static const struct {
    const char *table, *column;
} listed[] = {
#define SEALED(table, id, column) { #table, #column },
#include "server/port/sealed.def"
#undef SEALED
};

static bool is_listed(const char *table, const char *column)
{
    for (size_t i = 0; i < COUNT_OF(listed); i++)
        if (strcmp(listed[i].table, table) == 0 && strcmp(listed[i].column, column) == 0)
            return true;
    return false;
}

Test(sealed, every_field_that_calls_itself_sealed_is_listed_and_no_other)
{
    size_t found = 0;
    for (size_t m = 0; m < models_all_count; m++)
        for (size_t i = 0; models_all[m]->table[0] && i < models_all[m]->field_count; i++) {
            const struct field *f = &models_all[m]->fields[i];
            bool sealed           = strncmp(f->doc, "Sealed", 6) == 0;
            cr_assert_eq(sealed, is_listed(models_all[m]->table, f->name), "%s.%s", models_all[m]->table, f->name);
            found += sealed;
        }
    cr_assert_eq(found, COUNT_OF(listed));
}
