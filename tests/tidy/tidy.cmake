# The rules read the sources once; one preset is enough.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_test(NAME tidy.rules COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/tidy/tidy.py ${CMAKE_SOURCE_DIR})
  add_test(NAME tidy.rules_are_red_when_broken COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/tidy/test_tidy.py)
endif()
