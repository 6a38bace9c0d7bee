#!/bin/sh
# Fairlead's CNI plugin: hands what a runtime asks on to the agent of this host, and its answer back.
# Written by 'fairlead cni install'. Needs perl (of which it loads no module) or curl.
socket=${FAIRLEAD_SOCKET:-@SOCKET@}
if command -v perl >/dev/null 2>&1; then
  exec perl -e '
    my $socket = shift;
    local $/;
    my $config = <STDIN>;
    my $command = $ENV{CNI_COMMAND} || "";
    my $fail = sub {
      if ($command eq "VERSION") {
        print "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}";
        exit 0;
      }
      my ($code, $why) = @_;
      my $version = $config =~ /"cniVersion"\s*:\s*"([0-9.]+)"/ ? $1 : "1.1.0";
      $why =~ s/["\\[:cntrl:]]/ /g;
      print "{\"cniVersion\":\"$version\",\"code\":$code,\"msg\":\"$why\"}";
      exit 1;
    };
    my $away = $command eq "STATUS" ? 50 : 11;
    $SIG{ALRM} = sub { $fail->($away, "the Fairlead agent at $socket does not answer in time; see its log") };
    $SIG{PIPE} = "IGNORE";
    alarm 60;
    socket(S, 1, 1, 0) && connect(S, pack("S a*", 1, $socket))
      or $fail->($away, "no Fairlead agent answers at $socket ($!); start it there");
    my $request = "POST /api/v1/cni HTTP/1.1\r\nHost: agent\r\nConnection: close\r\nContent-Type: application/json\r\n";
    for (qw(COMMAND CONTAINERID NETNS IFNAME ARGS PATH)) {
      my $value = $ENV{"CNI_$_"};
      next if !defined $value || $value eq "";
      $value =~ s/[[:cntrl:]]/ /g;
      $request .= "Cni-$_: $value\r\n";
    }
    $request .= "Content-Length: " . length($config) . "\r\n\r\n" . $config;
    while ($request ne "") {
      my $sent = syswrite S, $request;
      defined $sent or $fail->($away, "the Fairlead agent at $socket hung up; try again");
      $request = substr $request, $sent;
    }
    my ($head, $answer) = split /\r\n\r\n/, scalar(<S>), 2;
    my $status = ($head || "") =~ m{^HTTP/1\.1 ([0-9]+)} ? $1 : 0;
    $status == 200 || $status == 409 or $fail->($away, "the Fairlead agent at $socket answers $status: $answer");
    print $answer;
    exit($status == 200 ? 0 : 1);
  ' "$socket"
fi
fail() {
  if [ "$CNI_COMMAND" = VERSION ]; then
    printf '%s' '{"cniVersion":"1.1.0","supportedVersions":["0.3.1","0.4.0","1.0.0","1.1.0"]}'
    exit 0
  fi
  code=11
  [ "$CNI_COMMAND" != STATUS ] || code=50
  printf '{"cniVersion":"1.1.0","code":%s,"msg":"%s"}' "$code" "$1"
  exit 1
}
command -v curl >/dev/null 2>&1 || fail "neither perl nor curl is installed; install one of them"
line='
'
case $CNI_COMMAND$CNI_CONTAINERID$CNI_NETNS$CNI_IFNAME$CNI_ARGS$CNI_PATH in
*"$line"*) fail "a CNI variable holds a line break; remove it" ;;
esac
answer=$(
  curl -s --max-time 60 --unix-socket "$socket" -H 'Content-Type: application/json' -H "Cni-COMMAND: $CNI_COMMAND" \
    -H "Cni-CONTAINERID: $CNI_CONTAINERID" -H "Cni-NETNS: $CNI_NETNS" -H "Cni-IFNAME: $CNI_IFNAME" \
    -H "Cni-ARGS: $CNI_ARGS" -H "Cni-PATH: $CNI_PATH" --data-binary @- -w '\n%{http_code}' http://agent/api/v1/cni
) || fail "no Fairlead agent answers at $socket; start it there"
printf '%s' "${answer%"$line"*}"
case ${answer##*"$line"} in
200) exit 0 ;;
409) exit 1 ;;
*) exit 2 ;;
esac
