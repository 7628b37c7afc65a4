#!/usr/bin/perl
# A long way between two ends: passes packets from one to the other, each so many milliseconds late. Not every kernel can (netem).
# long-way.pl NEAR FAR MS: makes both ends where it runs and says "ready"; whoever started it puts them in their places.
use strict;
use warnings;
use IO::Select;
use Time::HiRes qw(time);

my ($near, $far, $ms) = @ARGV;
my $attach = 0x400454ca;    # TUNSETIFF
my $flags = 0x1001;         # IFF_TUN | IFF_NO_PI

sub end_of {
    my ($name) = @_;
    open(my $end, '+<', '/dev/net/tun') or die "no tunnels here: $!\n";
    ioctl($end, $attach, pack('Z16 s x22', $name, $flags)) or die "$name cannot be made: $!\n";
    return $end;
}

my ($one, $other) = (end_of($near), end_of($far));
my $ends = IO::Select->new($one, $other);
my @waiting;
$| = 1;
print "ready\n";
while (1) {
    my $wait = @waiting ? $waiting[0][0] - time() : 1;
    for my $from ($wait > 0 ? $ends->can_read($wait) : ()) {
        my $size = sysread($from, my $packet, 65536);
        next unless $size;
        push @waiting, [time() + $ms / 1000, $from == $one ? $other : $one, $packet];
    }
    while (@waiting && $waiting[0][0] <= time()) {
        my (undef, $to, $packet) = @{ shift @waiting };
        syswrite($to, $packet);
    }
}
