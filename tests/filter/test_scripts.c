/* Honest sentences in scripts that filters made for English trip over: joiners that are spelling, points and marks
 * that carry meaning, writing from the right, pictures. None of them may be held. Our own sentences. */
#include "filter_test.h"

#include "filter/normalise.h"

static const char *const persian[] = {
	"سلام، من این مقاله را با دقت خواندم و فکر می‌کنم نویسنده درست می‌گوید.",
	"نمی‌دانم چرا هیچ‌کس دربارهٔ هزینه‌های این پروژه حرف نمی‌زند.",
	"کتاب‌هایی که معرفی کردید بسیار خواندنی بودند، سپاسگزارم.",
	"به‌نظر می‌رسد شهرداری برنامه‌ای برای پیاده‌روها ندارد.",
	"خانه‌های قدیمی محلهٔ ما را یکی‌یکی خراب می‌کنند.",
	"دوست‌داشتنی‌ترین بخش این گزارش عکس‌های آن بود.",
	"می‌خواهم بدانم این آمار از کجا آمده است.",
	"بچه‌ها هر روز از این خیابان به مدرسه می‌روند.",
	"قیمت نان در یک سال گذشته دو برابر شده است.",
	"اگر آب‌وهوا خوب باشد، آخر هفته به کوه می‌رویم.",
	"حرف‌های شما را قبول دارم، اما راه‌حل چیست؟",
	"در سال ۱۳۵۷ این ساختمان هنوز نیمه‌کاره بود.",
	"تیم ملّی دیشب خوب بازی کرد ولی خوش‌شانس نبود.",
	"لطفاً متن کامل سخنرانی را هم منتشر کنید.",
	"پدربزرگم همیشه می‌گفت: صبر تلخ است، ولیکن بر شیرین دارد.",
	"رأی‌گیری فردا ساعت هشت صبح آغاز می‌شود.",
	"این جاده‌ها در زمستان بسته می‌شوند و روستایی‌ها گرفتارند.",
	"نرم‌افزار تازه را نصب کردم، کار نمی‌کند.",
	"مسئلهٔ اصلی کم‌آبی است، نه کمبود بودجه.",
	"از خبرنگار شما به خاطر پیگیری‌هایش ممنونم.",
};

static const char *const hindi[] = {
	"यह लेख बहुत अच्छा है, लेखक को धन्यवाद।",
	"क्या सरकार ने इस सड़क के लिए पैसा दिया था?",
	"हमारे गाँव में अब भी पीने का पानी नहीं आता।",
	"मुझे समझ नहीं आता कि किराया इतना क्यों बढ़ गया।",
	"बच्चों के लिए पुस्तकालय खुलना चाहिए।",
	"श्रीमान्‌जी, कृपया पूरी जानकारी दीजिए।",
	"क्‍या यह आँकड़े सही हैं?",
	"उद्‌घाटन कल सुबह दस बजे होगा।",
	"पिछले साल भी यही वादा किया गया था, पर कुछ नहीं हुआ।",
	"मैं इस बात से सहमत नहीं हूँ, फिर भी चर्चा अच्छी रही।",
	"दिल्ली की हवा सर्दियों में और ख़राब हो जाती है।",
	"शिक्षकों की कमी सबसे बड़ी समस्या है।",
	"ट्रेन दो घंटे देर से चली और किसी ने कारण नहीं बताया।",
	"किसानों को उनकी फ़सल का उचित दाम मिलना चाहिए।",
	"चित्र बहुत सुंदर हैं, किसने खींचे हैं?",
	"इस विषय पर और लिखिए, हम पढ़ना चाहते हैं।",
	"अस्पताल नया है, लेकिन डॉक्टर नहीं हैं।",
	"मतदान के दिन बाज़ार बंद रहेगा।",
	"उन्‍होंने सच कहा, हमें धैर्य रखना होगा।",
	"राजस्थान की यात्रा का वर्णन पढ़कर आनंद आया।",
};

static const char *const hebrew[] = {
	"תודה על הכתבה, היא הייתה ברורה ומעניינת.",
	"שָׁלוֹם לְכֻלָּם, מַה שְּׁלוֹמְכֶם הַיּוֹם?",
	"בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ.",
	"למה העירייה לא מתקנת את הכביש הזה כבר שנתיים?",
	"אני לא מסכים עם הכותב, אבל הטיעון שלו הוגן.",
	"הרכבת איחרה שוב, וגם האוטובוס לא הגיע.",
	"ה־iPhone החדש יקר מדי בשבילי.",
	"וGoogle הודיעה על שירות חדש בארץ.",
	"הספר יצא לאור בשנת 1997 ונמכר היטב.",
	"מי שילם על השיפוץ של הגן הציבורי?",
	"הילדים בשכונה שלנו משחקים בחצר עד מאוחר.",
	"צה\"ל הודיע הבוקר על שינוי בשעות המעבר.",
	"חז״ל אמרו: איזהו חכם הלומד מכל אדם.",
	"כדאי לקרוא גם את המאמר הקודם בסדרה.",
	"מחירי הדירות עלו, והשכר נשאר כשהיה.",
	"הגשם הראשון ירד אמש בצפון הארץ.",
	"תמונות יפות מאוד, מי הצלם?",
	"המשחק נגמר בתיקו, והקהל הלך הביתה מאוכזב.",
	"סבתא שלי הייתה מבשלת מרק כזה בחורף.",
	"נשמח לשמוע את דעתם של התושבים בנושא.",
};

static const char *const arabic[] = {
	"شكراً على هذا المقال، فقد كان واضحاً ومفيداً.",
	"بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ",
	"السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ اللَّهِ وَبَرَكَاتُهُ",
	"لماذا لم تُصلح البلدية هذا الطريق منذ عامين؟",
	"لا أتفق مع الكاتب، لكن حجته معقولة.",
	"تأخر القطار مرة أخرى ولم يشرح أحد السبب.",
	"ارتفعت أسعار الخبز، وبقيت الأجور كما هي.",
	"قرأتُ الكتاب في يومين، وأنصحُ به الجميع.",
	"الصور جميلة جداً، من المصوّر؟",
	"متى تبدأ الانتخابات في مدينتنا؟",
	"كان جدي يزرع الزيتون في هذه التلال.",
	"المشـــروع الجديد يحتاج إلى تمويل.",
	"عام ١٩٩٧ كان عاماً ممطراً في الشمال.",
	"أرجو نشر النص الكامل للخطاب.",
	"المستشفى جديد، لكنه بلا أطباء.",
	"الأطفال يلعبون في الحديقة بعد المدرسة.",
	"شركة Apple أعلنت عن جهاز جديد اليوم.",
	"الفريق لعب جيداً لكنه لم يحالفه الحظ.",
	"نحتاج إلى مكتبة عامة في حيّنا.",
	"صلى الله عليه وسلم ﷺ",
};

static const char *const emoji[] = {
	"Lovely photo of the harbour 😍😍😍",
	"👍",
	"👍🏻👍🏼👍🏽👍🏾👍🏿",
	"👨‍👩‍👧‍👦 We went with the whole family",
	"❤️❤️❤️",
	"🇩🇪🇫🇷🇮🇹 all three voted for it",
	"🇺🇸 🇬🇧 🇨🇦",
	"🏴󠁧󠁢󠁳󠁣󠁴󠁿 Scotland played well, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 did not",
	"Three reasons: 1️⃣ cost 2️⃣ time 3️⃣ noise",
	"Press #️⃣ and then *️⃣",
	"👩🏽‍🚀 is what my daughter wants to be",
	"🏳️‍🌈 Happy to see this",
	"Great match ⚽⚽⚽ well done!!!",
	"🤷‍♀️ who knows",
	"I 💚 this town",
	"😂😂😂😂😂😂😂😂",
	"Rain again ☔️☔️ and no bus 🚌",
	"🧑‍🤝‍🧑 Neighbours helped at once",
	"Happy new year 🎉🎊🥂",
	"☀️🌤⛅️🌥☁️🌦🌧⛈",
	"🅰️ or 🅱️? I would take 🅱️",
	"It is 🆗 with me",
	"✅ done ❌ not done",
	"→ see the second page ←",
	"☎️ is out of order at the town hall",
	"¯\\_(ツ)_/¯ what can you do",
	"( ͡° ͜ʖ ͡°) nice",
	"♫♪ la la la ♪♫",
	"2 ½ hours, 37 °C, 100 m², 5 € a ticket",
	"Ｗｅｌｃｏｍｅ to the ｓｈｏｗ",
};

static const char *const others[] = {
	"기사 잘 읽었습니다. 다음 글도 기대할게요.",
	"ㅋㅋㅋㅋ 정말 재미있네요",
	"ㅠㅠ 너무 슬픈 소식이에요",
	"이 도로는 언제 고쳐지나요?",
	"記事をありがとうございました。とても分かりやすかったです。",
	"ｶﾀｶﾅで書いてもいいですか？",
	"这篇文章写得很好，谢谢作者。",
	"為什麼票價又漲了？",
	"Спасибо за статью, очень интересно.",
	"Сон и рот — короткие слова.",
	"Слава Україні! Дуже гарна стаття, дякую.",
	"Хвала на тексту, врло је занимљиво.",
	"Ευχαριστώ για το άρθρο, ήταν πολύ καλό.",
	"Και εγώ το ίδιο πιστεύω.",
	"ขอบคุณสำหรับบทความนี้",
	"Cảm ơn bài viết, rất hữu ích.",
	"İstanbul'da hava bugün çok güzel, ılık bir gün.",
	"Žluťoučký kůň úpěl ďábelské ódy.",
	"Zażółć gęślą jaźń",
	"Շնորհակալություն հոդվածի համար։",
	"მადლობა სტატიისთვის",
	"வணக்கம், நல்ல கட்டுரை.",
	"এই লেখাটি খুব ভালো লাগলো।",
	"ശ്രീലങ്കയിലേക്കുള്ള യാത്ര മനോഹരമായിരുന്നു.",
	"සිංහල ශ්‍රී ලංකා",
};

static bool
is_held(const char *text, const char *lang)
{
	struct draft d = draft_of(text);
	d.lang = str_of(lang);
	struct facts facts = {.token = TOKEN_GOOD};
	struct policy policy = {.hold_score = 1.0, .links_max = 2};
	struct verdict v = judge_with(shipped, d, facts, policy);
	bool any = false;
	for (size_t i = 0; i < v.n_reasons; i++) {
		const struct reason *r = &v.reasons[i];
		/* A text that is not in the language of its article is no fault, and thanks are thanks. */
		if (str_eq(r->rule, STR("language")) || str_eq(r->rule, STR("praise")))
			continue;
		print_message("# \"%s\": %.*s %.*s\n", text, STR_FMT(r->rule), STR_FMT(r->entry));
		any = true;
	}
	return any || v.action > ACT_NOTE;
}

static void
none_held(const char *const *texts, size_t n, const char *lang)
{
	size_t held = 0;
	for (size_t i = 0; i < n; i++)
		held += is_held(texts[i], lang) || is_held(texts[i], "") || is_held(texts[i], "en");
	assert_int_equal(held, 0);
}

static void
persian_with_its_joiners_is_not_held(void **state)
{
	(void)state;
	none_held(persian, ARRAY_LEN(persian), "fa");
}

static void
hindi_with_its_joiners_is_not_held(void **state)
{
	(void)state;
	none_held(hindi, ARRAY_LEN(hindi), "hi");
}

static void
hebrew_with_and_without_points_is_not_held(void **state)
{
	(void)state;
	none_held(hebrew, ARRAY_LEN(hebrew), "he");
}

static void
arabic_with_and_without_points_is_not_held(void **state)
{
	(void)state;
	none_held(arabic, ARRAY_LEN(arabic), "ar");
}

static void
emoji_flags_families_and_keycaps_are_not_held(void **state)
{
	(void)state;
	none_held(emoji, ARRAY_LEN(emoji), "en");
}

static void
other_scripts_are_not_held(void **state)
{
	(void)state;
	none_held(others, ARRAY_LEN(others), "");
}

/* ---- how they read ----------------------------------------------------------------------------- */

static void
check(const char *text, const char *want)
{
	struct reading r = normalise(a, str_of(text));
	struct str got = reading_text(a, &r);
	if (!str_eq(got, str_of(want)))
		fail_msg("\"%s\" reads \"%.*s\", not \"%s\"", text, STR_FMT(got), want);
}

static void
joiners_that_spell_stay_and_are_no_hidden_use(void **state)
{
	(void)state;
	check("می‌خواهم", "می‌خواهم");
	check("क्‍ष क्‌ष", "क्‍ष क्‌ष");
	check("f\u200Cu\u200Dck", "fuck");
	check("ב\u200Dגד", "בגד");
	struct reading r = normalise(a, STR("می‌خواهم श्री‌मान् ב\u200Eג"));
	for (size_t i = 0; i < r.n; i++)
		assert_false(r.g[i].bits & GLYPH_HIDDEN);
	r = normalise(a, STR("f\u200Cuck"));
	assert_true(r.g[0].bits & GLYPH_HIDDEN);
}

static void
points_that_writers_leave_out_are_left_out(void **state)
{
	(void)state;
	check("שָׁלוֹם", "שלום");
	check("السَّلَامُ", "السلام");
	check("المشـــروع", "المشروع");
	check("हिन्दी", "हिन्दी"); /* these are vowels */
	check("\u304B\u3099", "\u304B\u3099");
	check("\u304C", "\u304B\u3099");
}

static void
letters_of_hangul_read_as_their_syllables(void **state)
{
	(void)state;
	check("ㅅㅣㅂㅏㄹ", "시발");
	check("\u1109\u1175\u1107\u1161\u11AF", "시발");
	check("시바ㄹ", "시발");
	check("ㅅㅣㅂㅏㅏㅏㄹ", "시발");
	check("ㅂㅏㄹㄹㅏ", "발라");
	check("ㅎㅏㄱㅛ", "하교");
	check("ㅋㅋㅋ ㅠㅠ 각", "\u110F \u1172 각");
	check("ﾡﾢ", "\u1100\u1101");
	struct reading r = normalise(a, STR("xㅅㅣㅂㅏㄹ"));
	assert_int_equal(r.plain, 3);
	assert_int_equal(r.g[2].from, 7);
	assert_int_equal(r.g[2].to, 16);
}

static void
digits_of_every_script_are_digits(void **state)
{
	(void)state;
	check("۱۳۵۷ ١٩٩٧ १९ １２ 𝟙𝟚 ➊ 1️⃣", "1357 197 19 12 12 1 1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(persian_with_its_joiners_is_not_held),
		cmocka_unit_test(hindi_with_its_joiners_is_not_held),
		cmocka_unit_test(hebrew_with_and_without_points_is_not_held),
		cmocka_unit_test(arabic_with_and_without_points_is_not_held),
		cmocka_unit_test(emoji_flags_families_and_keycaps_are_not_held),
		cmocka_unit_test(other_scripts_are_not_held),
		cmocka_unit_test(joiners_that_spell_stay_and_are_no_hidden_use),
		cmocka_unit_test(points_that_writers_leave_out_are_left_out),
		cmocka_unit_test(letters_of_hangul_read_as_their_syllables),
		cmocka_unit_test(digits_of_every_script_are_digits),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
