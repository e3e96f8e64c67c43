# One Criterion program per tests/unit/**/test_X.c, named after its path; a folder's programs link the layers its
# first folder names. Plain programs (same, sim, e2e) are listed by their own *.cmake beside them.
set(layers_of_proto hh_base hh_proto)
set(layers_of_matcher hh_base hh_matcher)
set(layers_of_server hh_base hh_proto hh_port hh_feature hh_app hh_store hh_live hh_net hh_jobs hh_ops)

# The hall in one struct, for whoever tests through the one door.
add_library(hh_world OBJECT EXCLUDE_FROM_ALL tests/world.c)
target_link_libraries(hh_world PUBLIC house PkgConfig::SODIUM)

function(unit_test source)
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR}/tests/unit ${source})
  string(REGEX MATCH "^[a-z]+" top ${name})
  string(REGEX REPLACE "\\.c$" "" name ${name})
  string(REPLACE "/" "." name ${name})
  set(links)
  foreach(one IN LISTS layers_of_${top})
    if(TARGET ${one})
      list(APPEND links ${one})
    endif()
  endforeach()
  if(TARGET hh_assets AND top STREQUAL "server")
    list(APPEND links hh_assets)
  endif()
  add_executable(unit.${name} EXCLUDE_FROM_ALL ${source})
  if(top STREQUAL "server")
    list(PREPEND links hh_world)
  endif()
  # Criterion's macros do not survive these two; they stay on for the product.
  target_compile_options(unit.${name} PRIVATE -Wno-pedantic -Wno-missing-prototypes -Wno-cast-qual -Wno-shadow)
  # A test that defines __wrap_malloc, __wrap_realloc, __wrap_calloc or __wrap_strdup stands before that function, to make
  # it fail; json-c is then linked in whole, so that its calls fail too.
  file(STRINGS ${source} wraps REGEX "^(void|char) \\*__wrap_[a-z]+\\(")
  if(wraps AND JSONC_ARCHIVE)
    target_link_libraries(unit.${name} PRIVATE ${JSONC_ARCHIVE})
  endif()
  target_link_libraries(unit.${name} PRIVATE house ${links} PkgConfig::CRITERION)
  foreach(one IN LISTS wraps)
    string(REGEX REPLACE "^(void|char) \\*__wrap_([a-z]+)\\(.*" "\\2" one ${one})
    target_link_options(unit.${name} PRIVATE -Wl,--wrap=${one})
  endforeach()
  add_test(NAME unit.${name} COMMAND unit.${name} --jobs 1)
  # Criterion does not see that LeakSanitizer ends one of its processes with a complaint.
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 600 FAIL_REGULAR_EXPRESSION "detected memory leaks")
  add_dependencies(unit_all unit.${name})
endfunction()

find_library(JSONC_ARCHIVE libjson-c.a)
add_custom_target(unit_all)
# Everything a test of this preset needs.
add_custom_target(test_all DEPENDS unit_all)
if(TARGET hirehall)
  add_dependencies(test_all hirehall)
endif()
# Criterion does not run under TSan (its sandbox stops at start); same, sim and e2e do.
if(CRITERION_FOUND AND NOT HIREHALL_SANITIZE STREQUAL "thread" AND NOT HIREHALL_FUZZ)
  file(GLOB_RECURSE unit_sources CONFIGURE_DEPENDS tests/unit/test_*.c)
  foreach(source IN LISTS unit_sources)
    unit_test(${source})
  endforeach()
endif()
foreach(part same sim e2e browser fuzz bench golden tidy)
  include(tests/${part}/${part}.cmake OPTIONAL)
endforeach()
