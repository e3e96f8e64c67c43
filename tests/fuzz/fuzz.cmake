# fuzz_harness(NAME [LAYER...]): tests/fuzz/fuzz_NAME.c, which defines LLVMFuzzerTestOneInput, with the layers it links
# (hh_base and hh_proto when none are named). Kept inputs are the files of tests/fuzz/corpus/NAME.
#   ordinary builds: the test fuzz.replay.NAME runs every kept input once
#   preset fuzz:     the program fuzz_NAME; for example  build/fuzz/fuzz_NAME -max_total_time=60 FOLDER tests/fuzz/corpus/NAME
# The first folder collects what is new; keep it outside the tree and add only small files that show something.
function(fuzz_harness name)
  set(layers ${ARGN})
  if(NOT layers)
    set(layers hh_base hh_proto)
  endif()
  if(HIREHALL_FUZZ)
    add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c)
    target_link_libraries(fuzz_${name} PRIVATE house ${layers})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_all fuzz_${name})
  else()
    add_executable(replay_${name} EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
    target_link_libraries(replay_${name} PRIVATE house ${layers})
    add_test(NAME fuzz.replay.${name} COMMAND replay_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz.replay.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
    add_dependencies(unit_all replay_${name})
  endif()
endfunction()

add_custom_target(fuzz_all)
fuzz_harness(http1)
fuzz_harness(ws)
fuzz_harness(uri)
fuzz_harness(json)
fuzz_harness(csv)
# The whole hall in memory, for requests through the one door.
if(TARGET hh_app AND TARGET hh_live AND TARGET hh_store)
  set(fuzz_app_layers hh_world hh_base hh_proto hh_port hh_feature hh_app hh_store hh_live hh_net hh_jobs hh_ops)
  if(TARGET hh_assets)
    list(APPEND fuzz_app_layers hh_assets)
  endif()
  fuzz_harness(app ${fuzz_app_layers})
endif()
