# Black box: the release binary over sockets, driven by node. One file, one test; each starts its own halls on loopback.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND TARGET hirehall)
  find_program(NODE node REQUIRED)
  find_program(NPM npm REQUIRED)
  set(tests_modules ${CMAKE_SOURCE_DIR}/tests/node_modules/.package-lock.json)
  add_custom_command(OUTPUT ${tests_modules}
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --silent
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests
    DEPENDS ${CMAKE_SOURCE_DIR}/tests/package-lock.json)
  add_custom_target(tests_modules DEPENDS ${tests_modules})
  add_dependencies(test_all tests_modules hirehall)
  file(GLOB e2e_stories CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/e2e/*.test.mjs)
  foreach(story IN LISTS e2e_stories)
    get_filename_component(name ${story} NAME_WE)
    add_test(NAME e2e.${name} COMMAND ${NODE} --test ${story} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests)
    set_tests_properties(e2e.${name} PROPERTIES TIMEOUT 600 LABELS e2e ENVIRONMENT "HIREHALL_BINARY=$<TARGET_FILE:hirehall>" PROCESSORS 2)
  endforeach()
endif()
