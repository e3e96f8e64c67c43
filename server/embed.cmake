# The page as part of the program: target hh_assets. It is built by server/web/build.sh (npm ci, then esbuild) when the sources
# are newer; with HIREHALL_WEB_DIST a page built before is taken and no node is needed.
set(web ${CMAKE_SOURCE_DIR}/server/web)
set(web_out ${CMAKE_BINARY_DIR}/generated/web)
if(HIREHALL_WEB_DIST)
  set(web_dist ${HIREHALL_WEB_DIST})
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web_dist}/*)
  set(web_build true)
else()
  set(web_dist ${CMAKE_BINARY_DIR}/web)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*)
  list(APPEND web_sources ${web}/build.mjs ${web}/build.sh ${web}/package.json ${web}/package-lock.json)
  set(web_build ${web}/build.sh ${web_dist})
endif()
add_custom_command(
  OUTPUT ${web_out}/assets.c ${web_out}/assets.S
  COMMAND ${web_build}
  COMMAND ${CMAKE_COMMAND} -DDIST=${web_dist} -DOUT=${web_out} -P ${web}/assets.cmake
  DEPENDS ${web_sources} ${web}/assets.cmake
  COMMENT "The page"
  VERBATIM)
add_library(hh_assets OBJECT ${web_out}/assets.c ${web_out}/assets.S)
target_link_libraries(hh_assets PUBLIC house)

# Sizes, types and the pure parts of the page, without a browser.
find_program(NODE node)
if(NODE AND NOT HIREHALL_WEB_DIST AND NOT HIREHALL_SANITIZE)
  add_test(NAME web.types COMMAND ${NODE} ${web}/node_modules/typescript/bin/tsc -p ${web})
  file(GLOB web_tests CONFIGURE_DEPENDS ${web}/test/*.test.mjs)
  add_test(NAME web.unit COMMAND ${NODE} --test ${web_tests})
  set_tests_properties(web.types web.unit PROPERTIES LABELS web TIMEOUT 300 WORKING_DIRECTORY ${web})
endif()
