# One test, every back end: plain programs, so that they also run under TSan. They take only the parts they need of live
# and net, not the services above them.
file(GLOB same_live_parts CONFIGURE_DEPENDS server/live/*_core.c server/live/memory.c server/live/redis*.c server/live/scripts.*)
list(FILTER same_live_parts EXCLUDE REGEX "scripts\\.(def|h)$")
set(same_loop_parts server/net/fiber.c server/net/loop.c server/net/timer.c)
function(same_program name source)
  add_executable(${name} EXCLUDE_FROM_ALL ${source} ${ARGN})
  target_link_libraries(${name} PRIVATE house hh_base hh_proto hh_port PkgConfig::HIREDIS PkgConfig::EVENT Threads::Threads)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS same TIMEOUT 900 PROCESSORS 2)
  add_dependencies(test_all ${name})
endfunction()
same_program(same.live ${CMAKE_CURRENT_LIST_DIR}/same_live.c ${same_live_parts} ${same_loop_parts})
same_program(same.redis ${CMAKE_CURRENT_LIST_DIR}/same_redis.c ${same_live_parts} ${same_loop_parts})
same_program(same.embedded ${CMAKE_CURRENT_LIST_DIR}/same_embedded.c server/live/embedded.c)
same_program(same.hub ${CMAKE_CURRENT_LIST_DIR}/same_hub.c server/live/hub.c server/live/live_core.c server/live/presence_core.c
             server/live/channel_core.c ${same_loop_parts})
