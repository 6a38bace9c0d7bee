# The JVM's flags that the archive of classes and every start share: an archive fits only the flags it was made with.
# shellcheck shell=bash disable=SC2034
common_flags=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
  # Netty frees its buffers by Unsafe, or by linking to free() at every start, which takes 0.1 s.
  -Dio.netty.noUnsafe=false --sun-misc-unsafe-memory-access=allow)
