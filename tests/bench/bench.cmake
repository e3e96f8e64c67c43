# Test programs that outside tools measure or probe. Never part of the server.
include(${CMAKE_CURRENT_LIST_DIR}/net_alone.cmake)
add_executable(net_echo ${CMAKE_CURRENT_LIST_DIR}/net_echo.c)
target_link_libraries(net_echo PRIVATE net_alone)
set_target_properties(net_echo PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
include(${CMAKE_CURRENT_LIST_DIR}/bench_pick.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/bench_store.cmake)
