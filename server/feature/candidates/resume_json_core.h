/* A profile as JSON Resume (schema v1.0.0) and back. Pure; what is read was never trusted.
 *
 *   JSON Resume                        profile
 *   basics.name label summary          name headline summary
 *   basics.phone email                 phone email; masked when written, and a masked one (with a star) changes nothing when read
 *   work[]                             experience[]: position title, name place, startDate from, endDate to, url; summary and highlights[] text
 *   education[]                        schooling[]: institution title, area role, studyType level, startDate, endDate, url; courses[] text.
 *                                      studyType 培训 or training: trainings[] with area as title and institution as place.
 *                                      The highest degree known by its name also becomes education, school, major and, with a whole date, graduation_date
 *   projects[]                         projects[]: name title, entity place, roles[] role, startDate, endDate, url; description and highlights[] text
 *   certificates[]                     certificates[]: name title, issuer place, date from, url
 *   skills[]                           skills[]: name and keywords[], each once
 *   languages[]                        languages[]: language, or language（fluency）
 *   $schema, meta                      nothing
 *
 * A section that is absent changes nothing; one that is there replaces its list. Everything else is ignored and reported. */
#ifndef HH_FEATURE_RESUME_JSON_CORE_H
#define HH_FEATURE_RESUME_JSON_CORE_H

#include "proto/model.h"

#define RESUME_JSON_MAX 65536    /* bytes read */
#define RESUME_IGNORED_MAX 100

/* The text of candidate_put_in that says the same, not judged yet, and pointers to what was left out. ERR_BAD_JSON; ERR_INVALID: no object;
 * ERR_NO_MEMORY. */
MUST_USE enum err resume_json_read(struct arena *mem, struct str text, struct str *ret_profile, struct str_list *ret_ignored);

MUST_USE enum err resume_json_write(struct arena *mem, const struct candidate *profile, struct str *ret_text);

/* The degree that words name, Chinese or English; education_none when they name none that is known. */
enum education degree_of(struct str words);

#endif
