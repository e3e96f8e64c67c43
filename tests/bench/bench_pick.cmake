add_executable(bench_pick EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_pick.c server/live/scripts.c server/live/scripts.S)
target_link_libraries(bench_pick PRIVATE house hh_base PkgConfig::HIREDIS)
set_target_properties(bench_pick PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
