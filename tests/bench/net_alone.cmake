# The network layer without what joins it to the application: from an archive the linker takes only what is called.
include_guard(GLOBAL)
add_library(net_alone STATIC EXCLUDE_FROM_ALL $<TARGET_OBJECTS:hh_net> $<TARGET_OBJECTS:hh_proto> $<TARGET_OBJECTS:hh_base>)
set_target_properties(net_alone PROPERTIES LINKER_LANGUAGE C)
target_link_libraries(net_alone INTERFACE house PkgConfig::EVENT PkgConfig::SODIUM PkgConfig::OPENSSL PkgConfig::JSONC Threads::Threads)
