# How libaom is built, whatever the profile: its crate makes a debugging build of it, without any optimisation,
# in ours. Pictures here have eight bits a sample; the code for more isn't needed.
set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
set(CONFIG_AV1_HIGHBITDEPTH 0 CACHE STRING "" FORCE)
