# The JVM's flags that the archive of classes and every start share: an archive fits only the flags it was made with.
# shellcheck shell=bash disable=SC2034
common_flags=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData --enable-native-access=ALL-UNNAMED)
