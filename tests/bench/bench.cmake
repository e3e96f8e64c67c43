# Test programs that outside tools measure or probe. Never part of the server.
add_executable(net_echo ${CMAKE_CURRENT_LIST_DIR}/net_echo.c)
target_link_libraries(net_echo PRIVATE house hh_base hh_proto hh_net PkgConfig::SODIUM)
set_target_properties(net_echo PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
