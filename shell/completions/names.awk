# Names of the sections of an AWS config, for completion: kind=profile or kind=sso-session, one name a line, those that begin with
# SSOENV_PREFIX. Run as LC_ALL=C, so that characters are bytes in every awk.
#
# Headers are read as botocore reads them (configloader.py: configparser's `[...]` up to the last bracket, shlex.split, two words), but for
# indented ones. A name with a control character, or one that changes what is seen of a line, is left out.

/^\[.+\]/ {
  match($0, /^\[.+\]/)
  header = substr($0, 2, RLENGTH - 2)
  if (kind == "profile" && header == "default") {
    print_name(header)
  } else if (match(header, "^[ \t]*" kind "[ \t]+")) {
    rest = substr(header, RLENGTH + 1)
    sub(/[ \t]+$/, "", rest)
    if (rest !~ /['"\\ \t]/ || unquote(rest)) print_name(rest)
  }
}

function print_name(name) {
  if (name == "" || name == "." || name ~ /[\001-\037\177]/) return
  # C1 controls and the soft hyphen, the Arabic mark, zero width, line ends, directions, the byte order mark.
  if (name ~ /\302[\200-\237\255]|\330\234|\342\200[\213-\217\250-\256]|\342\201[\240-\257]|\357\273\277/) return
  # What else shows nothing: the grapheme joiner, fillers, vowels and separators, the empty Braille pattern, shorthand and music controls,
  # tags; and variation selectors behind no letter, or a Latin one.
  if (name ~ /\315\217|\341\205[\237\240]|\341\236[\264\265]|\341\240\216|\342\240\200|\343\205\244|\357\276\240|\357\277[\260-\277]/) return
  if (name ~ /\360\233\262[\240-\243]|\360\235\205[\263-\272]|\363\240[\200-\203\210-\277]/) return
  if (name ~ /(^|[\040-\176]|[\303-\312][\200-\277])(\341\240[\213-\217]|\357\270[\200-\217]|\363\240[\204-\207])/) return
  if (index(name, ENVIRON["SSOENV_PREFIX"]) == 1) print name
}

# Takes the quotes of the one word `text`; sets `rest`. 0: it is not one word.
function unquote(text,   at, one, quote) {
  rest = ""
  quote = ""
  for (at = 1; at <= length(text); at++) {
    one = substr(text, at, 1)
    if (one == quote) quote = ""
    else if (quote == "'") rest = rest one
    else if (one == "\\" && (quote == "" || substr(text, at + 1, 1) ~ /["\\]/)) rest = rest substr(text, ++at, 1)
    else if (quote != "") rest = rest one
    else if (one == "'" || one == "\"") quote = one
    else if (one ~ /[ \t]/) return 0
    else rest = rest one
  }
  return quote == ""
}
