/* Forgets the row macros between two readings of the .def files. Included several times on purpose. */
#undef MODEL
#undef ID
#undef TEXT
#undef RAW
#undef INT
#undef BOOL
#undef TIME
#undef ENUM
#undef LIST
#undef SUB
#undef SUBS
#undef MODEL_END
