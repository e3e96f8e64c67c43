# The contract as files: what is printed now must equal what tests/golden keeps. A change of the contract is a visible
# change of these files: run tests/golden/refresh and look at the difference.
add_executable(emit_golden EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/golden/emit_golden.c)
target_link_libraries(emit_golden PRIVATE house hh_base hh_proto)
add_dependencies(test_all emit_golden)

# golden(NAME COMMAND...): the output of COMMAND equals tests/golden/NAME.
function(golden name)
  add_test(NAME golden.${name} COMMAND ${CMAKE_SOURCE_DIR}/tests/golden/compare ${CMAKE_SOURCE_DIR}/tests/golden/${name} ${ARGN})
  set_tests_properties(golden.${name} PROPERTIES LABELS golden TIMEOUT 60)
endfunction()
golden(types.ts $<TARGET_FILE:emit_golden> types.ts)
golden(schema.sql $<TARGET_FILE:emit_golden> schema.sql)
# The page works with a copy of the types, and its forms with the limits.
add_test(NAME golden.fields COMMAND ${CMAKE_SOURCE_DIR}/tests/golden/compare ${CMAKE_SOURCE_DIR}/server/web/src/fields.ts $<TARGET_FILE:emit_golden> fields.ts)
set_tests_properties(golden.fields PROPERTIES LABELS golden TIMEOUT 60)
add_test(NAME golden.page COMMAND diff -u ${CMAKE_SOURCE_DIR}/tests/golden/types.ts ${CMAKE_SOURCE_DIR}/server/web/src/types.ts)
set_tests_properties(golden.page PROPERTIES LABELS golden TIMEOUT 60)
# The server prints its own contract, from the routes it runs.
if(TARGET hirehall AND EXISTS ${CMAKE_SOURCE_DIR}/tests/golden/openapi.json)
  golden(openapi.json $<TARGET_FILE:hirehall> openapi)
endif()
