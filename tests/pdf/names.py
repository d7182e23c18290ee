"""Names as delegates write them, in the scripts of the partners and of their neighbours."""

NAMES = {
    "Thai": "สมชาย ธนาธรณ์ กิตติศักดิ์",
    "Khmer": "ហ៊ុន ម៉ាណែត",
    "Lao": "ສີສຸລິດ ທອງລຸນ",
    "Myanmar": "အောင်ဆန်းစုကြည် ဝင်းမြင့်",
    "Bengali": "শেখ মুজিবুর রহমান কৃষ্ণ",
    "Devanagari": "नरेन्द्र श्रीकृष्ण द्विवेदी",
    "Tamil": "சுப்பிரமணியன் ஸ்ரீநிவாசன்",
    "Sinhala": "ශ්‍රී ජයවර්ධන",
    "Telugu": "వెంకటేశ్వర్లు",
    "Ethiopic": "አቢይ አሕመድ አሊ",
    "Arabic": "فاطمة الزهراء إبراهيم أحمد",
    "Hebrew": "יוסף בן דוד",
    "Georgian": "გიორგი მარგველაშვილი",
    "Armenian": "Արմեն Սարգսյան",
    "Cyrillic": "Дмитрий Щёкин",
    "Mongolian": "Бат-Эрдэнэ Өлзийсайхан Үүрийнтуяа",
    "Greek": "Οδυσσέας Ελύτης",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết Đỗ Hữu Trọng",
    "European": "Łukasz Šeliga Þór Ərdoğan d’Été Muñoz-Ávila q̃",
    "Hawaiian": "Kekuʻuolanaikahale ʻOkina",
    "Indian, 63 letters": "Venkataramanasubrahmanyeswararao Lakshminarasimhamurthyvenkatas",
    "family registers": "𠮷野家 髙橋 﨑山 渡邉 渡邊 濵田 栁 德永",
    "rarest kanji": "𠀋 𡈽 𩸽 𪜈𫝆",
    "kanji with a chosen shape": "葛󠄀城",
    "hangul": "김정은",
    "simplified Chinese": "陈伟 张丽",
}
# From right to left with marks on the letters: readers of PDFs put such text together from the places of the glyphs,
# each in its own way, so that only what is seen can be vouched for on paper.
WITH_POINTS = {
    "Hebrew": "יוֹסֵף בֶּן־דָּוִד שְׁלֹמֹה",
    "Arabic": "مُحَمَّدٌ بْنُ عَبْدِ اللَّهِ",
    "Urdu": "محمّد عمران خان نیازی",
    "Persian": "علی\u200cرضا نیک\u200cپور",
    "Thaana": "މުހައްމަދު މުއިއްޒު އިބްރާހީމް",
}
