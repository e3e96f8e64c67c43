# Test programs that outside tools measure or probe. Never part of the server.
include(${CMAKE_CURRENT_LIST_DIR}/net_alone.cmake)
add_executable(net_echo ${CMAKE_CURRENT_LIST_DIR}/net_echo.c)
target_link_libraries(net_echo PRIVATE net_alone)
set_target_properties(net_echo PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

include(${CMAKE_CURRENT_LIST_DIR}/bench_pick.cmake)

# The store alone: where its time goes, without network and Redis.
add_executable(bench_store EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_store.c)
target_link_libraries(bench_store PRIVATE house hh_base hh_proto hh_port hh_feature hh_app hh_store hh_live hh_net hh_jobs hh_ops
                                          $<TARGET_NAME_IF_EXISTS:hh_assets>)
set_target_properties(bench_store PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Search: the index and the page, beside SQLite's own full-text index.
add_executable(bench_search EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_search.c)
target_link_libraries(bench_search PRIVATE hh_world house hh_base hh_proto hh_matcher hh_port hh_feature hh_app hh_store hh_live hh_match hh_net hh_jobs hh_ops
                                           $<TARGET_NAME_IF_EXISTS:hh_assets>)
set_target_properties(bench_search PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# The rules of vacancies alone.
add_executable(bench_lint EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_lint.c)
target_link_libraries(bench_lint PRIVATE house hh_base hh_proto hh_matcher hh_port hh_feature hh_app hh_store hh_live hh_match hh_net hh_jobs hh_ops
                                         $<TARGET_NAME_IF_EXISTS:hh_assets>)
set_target_properties(bench_lint PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Everything tests/bench/run needs besides the server.
add_custom_target(bench_all DEPENDS net_echo bench_pick bench_store bench_search bench_lint)
