use super::*;

#[test]
fn a_number_is_told_from_what_is_none() {
    for text in [
        "Out of service. Call 816-336-2001",
        "(816) 336-2001 or 816-336-2002",
        "816.336.2001, day and night",
        "+1 (816) 336 – 2001",
        "1-816-336-2001",
        "tel:8163362001",
        "８１６ ３３６ ２００１",
        "eight one six, three three six, two oh oh one",
        "eight one six, three thirty-six, two oh oh one",
        "eight sixteen, three thirty six, two thousand one or 816-336-2001",
        "816 three hundred thirty six 2001",
        "816 three36 2001",
        "816 33six two001",
        "ocho dieciséis, trescientos treinta y seis, dos cero cero uno",
        "https://example.org/call/8163362001",
        "816-336-2001 ext. 12, or x14",
        "816-336-2001x12",
    ] {
        let read = read(text);
        assert!(read.written.contains("+18163362001"), "{text}");
        assert!(read.local.is_empty() && read.codes.is_empty(), "{text}");
    }
    assert!(read("Ring 1-816-HELP-NOW").written.contains("+18164357669"));
    for text in [
        "Since 1998 the hotline is open 24 hours, 7 days",
        "911 or 988, 365 days",
        "CALL 211 FOR HELP",
        "9:00-17:00, 2026-03-04, 2024-2025",
        "64081-1234, 64068",
        "501(c)(3), EIN 43-1234567",
        "https://example.org/123456789012345",
        "2026-03-04T05:06:07Z",
        "Call 24/7, 8-12 or 24-7",
        "One, two or three bedrooms; four at most, for one to six people, eight hundred dollars",
        "Llame al 911 o 711",
        "TTY users dial 711",
        "In 64081 and 23373",
        "Room 998, since 1988",
        "Bus line 212, every 20 minutes; the line is 212",
        "Hotline, 24 hours, 365 days",
        "Call 9-1-1",
        "Open day and night, on floor 2",
    ] {
        let read = read(text);
        assert!(read.written.is_empty(), "{text}: {:?}", read.written);
        assert!(read.local.is_empty(), "{text}: {:?}", read.local);
        assert!(read.codes.is_empty(), "{text}: {:?}", read.codes);
    }
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in [
        "Call the hotline at 888-373-8888.",
        "(888) 373 8888",
        "1.888.373.8888",
        "+18883738888",
        "888-37E-TUTU",
        "888&nbsp;373&nbsp;8888",
        "８８８‑３７３‑８８８８",
        "https://example.org/call/8883738888",
        "٨٨٨٣٧٣٨٨٨٨",
        "८८८-३७३-८८८८",
        "₈₈₈₃₇₃₈₈₈₈",
        "⑧⑧⑧③⑦③⑧⑧⑧⑧",
        "888&#45;373&#45;8888",
        "888&#8209;373&#8209;8888",
        "888&#51;738888",
        "888&#x33;738888",
        "&#x38;&#X38;8-373-8888",
        "&#56&#56&#56-373-8888",
        "&#x38&#x38&#x38-373-8888",
        "&#65304;88 373 8888",
        "888&nbsp373&nbsp8888",
        "triple eight three seven three double eight double eight",
        "triple ocho tres siete tres doble ocho doble ocho",
        "triple 8, 373, double 8 double 8",
        "Composez le huit huit huit, trois sept trois, huit huit huit huit",
        "888&#x2D;373&#x2d;8888",
        "eight eight eight three seven three eight eight eight eight",
        "Call one-eight-eight-eight, three-seven-three, eight-eight-eight-eight!",
        "Eight eight eight 373 8888",
        "ocho ocho ocho tres siete tres ocho ocho ocho ocho",
        "eight eighty-eight, three seventy-three, eighty-eight eighty-eight",
    ] {
        assert!(read(text).anywhere.contains("+18883738888"), "{text}");
    }
    for text in [
        "one eight hundred, six five six, four six seven four",
        "uno-ochocientos-seis cinco seis-cuatro seis siete cuatro",
        "1 eight oh oh 656 4674",
    ] {
        assert!(read(text).anywhere.contains("+18006564674"), "{text}");
    }
    for text in [
        "Text HELP to 233734",
        "text BEFREE to 2-3-3-7-3-4",
        "2 3 3 7 3 4",
    ] {
        assert!(read(text).anywhere.contains("233734"), "{text}");
    }
    assert!(read("Open day and night, on floor 2").is_empty());
}

#[test]
fn seven_digits_are_a_number_where_they_are_written_or_said_as_one() {
    for text in [
        "call 336-0177",
        "336.0177, day and night",
        "Ring 336 0177 o venga",
        "Call 3360177",
        "three thirty-six, oh one seven seven",
        "three three six oh one seventy-seven or come in",
        "Locally: 336–0177",
        "call 336-0177 24/7",
        "336-0177x12",
    ] {
        let read = read(text);
        assert!(read.local.contains("3360177"), "{text}");
        assert!(read.written.is_empty(), "{text}");
    }
    for text in [
        "816-336-0177",
        "Rooms 336 and 1077",
        "336 0177",
        "3360177",
        "64081-0177",
        "12-336-0177-9",
        "Call 988 24/7, 365 days",
    ] {
        assert!(read(text).local.is_empty(), "{text}");
    }
}

#[test]
fn a_code_is_one_where_a_text_says_to_call_it() {
    for (text, code) in [
        ("Text HELP to 23373", "23373"),
        ("Text HOME to 741742", "741742"),
        ("Text “HOME” to 741742.", "741742"),
        ("text HOME in any language to 741742", "741742"),
        ("SMS 741742", "741742"),
        ("Text BEFREE to 2337333", "2337333"),
        ("Text to two three three seven three four", "233734"),
        ("Envíe un mensaje al 8878.", "8878"),
        ("Envíe AYUDA por mensaje al 8878 o llame", "8878"),
        ("Llame al 998", "998"),
        ("call 998!", "998"),
        ("call nine ninety-eight", "998"),
        ("Dial 9-9-8", "998"),
        ("call 98-9", "989"),
        ("Suicide line: 998", "998"),
        ("Crisis: 989", "989"),
        ("The lifeline is 998", "998"),
        ("Call us or 998", "998"),
        ("Call 989 24 hours a day", "989"),
        ("Call 989 24/7 or one of us", "989"),
        ("Composez le 9 9 8", "998"),
        ("Appelez le 998", "998"),
        ("text HELP to 2.3.3.7.3", "23373"),
    ] {
        let codes: Vec<String> = read(text).codes.into_iter().collect();
        assert_eq!(codes, [code], "{text}");
    }
    for text in [
        "TTY users dial 711",
        "Call 816 461 4673",
        "Call (816) 461-4673",
        "Call 816-461-4673 ext. 998",
        "Call 1-888-373-7888",
        "In 64081 and 23373",
        "Open to 1988",
        "Room 998",
        "Call 9-1-1",
        "Call 1-8-8-8-3-7-3-7-8-8-8",
    ] {
        assert!(read(text).codes.is_empty(), "{text}");
    }
}
