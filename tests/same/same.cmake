# One test, every back end: plain programs, so that they also run under TSan.
add_executable(same.live EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/same_live.c)
target_link_libraries(same.live PRIVATE house hh_base hh_proto hh_port hh_live hh_net)
add_test(NAME same.live COMMAND same.live)
set_tests_properties(same.live PROPERTIES LABELS same TIMEOUT 300)
add_dependencies(test_all same.live)
