#!/usr/bin/env bash
# Makes scripts/demo/test-picture.flv, the ten-second clip that `npm start -- --demo` publishes in a loop.
#
# The clip is kept in the repository, so only whoever changes it runs this. It needs ffmpeg (with libx264 and drawtext)
# and a DejaVu font: `apt-get install ffmpeg fonts-dejavu-core`.
#
# Why it loops without a seam: 304 frames at 30 a second last exactly as long as 475 AAC frames of 1024 samples at
# 48 kHz (10.133 s), so sound and picture start every turn together; the sweeping bar and the tones complete a whole
# number of periods in that time; the sound is cut from the middle of three turns, so the encoder's warm-up at the
# beginning and its padding at the end are not in it; every group is closed and holds no B-frames.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/test-picture.flv"}
font=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf}
rate=30
frames=304
group=60
aac_frames=475
seconds=$(awk "BEGIN { printf \"%.6f\", $frames / $rate }")

command -v ffmpeg >/dev/null || { echo "ffmpeg is needed: apt-get install ffmpeg" >&2; exit 69; }
[ -r "$font" ] || { echo "The font $font is needed: apt-get install fonts-dejavu-core (or set FONT)" >&2; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A quiet 450 Hz tone with a short 900 Hz blip as the clock starts again, to judge sound against picture.
ffmpeg -hide_banner -loglevel error -nostdin -y \
  -f lavfi -i "aevalsrc='0.03*sin(2*PI*450*t)+0.06*lt(mod(t\,$seconds)\,0.1)*sin(2*PI*900*t)':s=48000:d=32" \
  -c:a aac -b:a 96k -ac 2 -f adts "$work/tone.aac"
ffmpeg -hide_banner -loglevel error -nostdin -y -i "$work/tone.aac" -c copy \
  -bsf:a "noise=drop='lt(n\,$aac_frames)+gte(n\,$((aac_frames * 2)))'" -f adts "$work/turn.aac"

style="fontfile=$font:fontcolor=white:box=1:boxcolor=black@0.72:x=(w-text_w)/2"
clock="drawtext=$style:fontsize=104:boxborderw=22:y=(h-text_h)/2-20:text='%{eif\:floor(n/$rate)\:d\:2}\:%{eif\:mod(n\,$rate)\:d\:2}'"
label="drawtext=$style:fontsize=34:boxborderw=14:y=h/2+70:text='HEADWATER TEST PICTURE'"
# The bar crosses the picture once a turn: a frozen or stuttering player shows at a glance.
ffmpeg -hide_banner -loglevel error -nostdin -y -i "$work/turn.aac" -filter_complex "
    smptehdbars=size=1280x720:rate=$rate[bars];
    color=c=white:size=10x720:rate=$rate[bar];
    [bars][bar]overlay=x='mod(n/$frames*W\,W)':y=0[swept];
    [swept]$clock,$label,trim=end_frame=$frames,format=yuv420p[picture]" \
  -map '[picture]' -map 0:a \
  -c:v libx264 -profile:v main -level 3.1 -preset veryslow -crf 18 -maxrate 900k -bufsize 900k -bf 0 \
  -force_key_frames "expr:not(mod(n,$group))*lt(n,$((frames - frames % group)))" \
  -x264-params "keyint=$((group * 2)):scenecut=0:open-gop=0" \
  -c:a copy -bsf:a aac_adtstoasc \
  -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact \
  -flvflags no_sequence_end -f flv "$out"

printf '%s: %s bytes\n' "$out" "$(wc -c <"$out")"
