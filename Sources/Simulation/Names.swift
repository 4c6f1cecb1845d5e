/// Invented names. Every person, team and product here is made up.
enum Names {
    static let surnames = [
        ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"), ("赵", "Zhao"), ("黄", "Huang"),
        ("周", "Zhou"), ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"), ("胡", "Hu"), ("朱", "Zhu"), ("高", "Gao"), ("林", "Lin"),
        ("何", "He"), ("郭", "Guo"), ("马", "Ma"), ("罗", "Luo"), ("梁", "Liang"), ("宋", "Song"), ("郑", "Zheng"), ("谢", "Xie"),
    ]
    static let givenNames = [
        ("芳", "Fang"), ("娜", "Na"), ("敏", "Min"), ("静", "Jing"), ("丽", "Li"), ("艳", "Yan"), ("娟", "Juan"), ("霞", "Xia"),
        ("秀英", "Xiuying"), ("桂兰", "Guilan"), ("晓梅", "Xiaomei"), ("海燕", "Haiyan"), ("雪", "Xue"), ("婷婷", "Tingting"),
        ("佳怡", "Jiayi"), ("雨桐", "Yutong"), ("文博", "Wenbo"), ("志强", "Zhiqiang"), ("建华", "Jianhua"), ("小红", "Xiaohong"),
        ("春梅", "Chunmei"), ("玉珍", "Yuzhen"), ("思远", "Siyuan"), ("梓涵", "Zihan"), ("慧", "Hui"), ("倩", "Qian"),
    ]
    /// Province and its cities.
    static let provinces: [(name: String, english: String, cities: [(name: String, english: String)])] = [
        ("浙江省", "Zhejiang", [("杭州", "Hangzhou"), ("宁波", "Ningbo"), ("温州", "Wenzhou"), ("嘉兴", "Jiaxing")]),
        ("江苏省", "Jiangsu", [("南京", "Nanjing"), ("苏州", "Suzhou"), ("无锡", "Wuxi"), ("徐州", "Xuzhou")]),
        ("广东省", "Guangdong", [("广州", "Guangzhou"), ("深圳", "Shenzhen"), ("佛山", "Foshan"), ("东莞", "Dongguan")]),
        ("四川省", "Sichuan", [("成都", "Chengdu"), ("绵阳", "Mianyang"), ("乐山", "Leshan"), ("宜宾", "Yibin")]),
        ("山东省", "Shandong", [("济南", "Jinan"), ("青岛", "Qingdao"), ("烟台", "Yantai"), ("潍坊", "Weifang")]),
        ("河南省", "Henan", [("郑州", "Zhengzhou"), ("洛阳", "Luoyang"), ("开封", "Kaifeng"), ("南阳", "Nanyang")]),
        ("湖北省", "Hubei", [("武汉", "Wuhan"), ("宜昌", "Yichang"), ("襄阳", "Xiangyang"), ("荆州", "Jingzhou")]),
        ("福建省", "Fujian", [("福州", "Fuzhou"), ("厦门", "Xiamen"), ("泉州", "Quanzhou"), ("漳州", "Zhangzhou")]),
    ]

    static func region(province: Int, city: Int, _ language: SimulationOptions.Language) -> String {
        let place = provinces[province % provinces.count]
        let town = place.cities[city % place.cities.count]
        return language == .chinese ? "\(place.name)/\(town.name)市" : "\(place.english)/\(town.english)"
    }

    static func site(
        tier: Int, province: Int, city: Int, random: inout RandomSource, _ language: SimulationOptions.Language
    ) -> String {
        let place = provinces[province % provinces.count]
        let town = place.cities[city % place.cities.count]
        let surname = random.element(surnames)
        let given = random.element(givenNames)
        switch (language, tier) {
        case (.chinese, 0): return "品牌总仓"
        case (.chinese, 1): return "\(place.name.dropLast()) \(surname.0)\(given.0)合伙人"
        case (.chinese, 2): return "\(town.name) \(surname.0)\(given.0)团队"
        case (.chinese, _): return "\(town.name) \(surname.0)\(given.0)团长"
        case (.english, 0): return "Brand warehouse"
        case (.english, 1): return "\(given.1) \(surname.1), partner, \(place.english)"
        case (.english, 2): return "Team \(given.1) \(surname.1), \(town.english)"
        case (.english, _): return "\(given.1) \(surname.1), \(town.english)"
        }
    }

    static let categories = [
        Category(name: "面膜", englishName: "Masks", seasonalAmplitude: 0.15, peakDayOfYear: 345, giftShare: 0.25, saleShare: 1),
        Category(name: "精华", englishName: "Serums", seasonalAmplitude: 0.12, peakDayOfYear: 330, giftShare: 0.35, saleShare: 1),
        Category(name: "洁面", englishName: "Cleansers", seasonalAmplitude: 0.05, peakDayOfYear: 200, giftShare: 0.05, saleShare: 0.7),
        Category(name: "防晒", englishName: "Sunscreens", seasonalAmplitude: 0.75, peakDayOfYear: 175, giftShare: 0, saleShare: 0.8),
        Category(name: "洗护", englishName: "Body and hair", seasonalAmplitude: 0.08, peakDayOfYear: 190, giftShare: 0.1, saleShare: 0.6),
        Category(name: "茶饮食品", englishName: "Tea and food", seasonalAmplitude: 0.22, peakDayOfYear: 355, giftShare: 0.9, saleShare: 0.35),
        Category(name: "家清", englishName: "Household", seasonalAmplitude: 0.04, peakDayOfYear: 20, giftShare: 0.3, saleShare: 0.9),
    ]

    struct ProductPattern: Sendable {
        var name: String
        var english: String
        var code: String
        var category: Int
        var price: Double
        var shelfLifeDays: Int
        var pack: Int
        /// Share of demand relative to the others.
        var popularity: Double
    }

    private static func pattern(
        _ name: String, _ english: String, _ code: String, _ category: Int, _ price: Double, _ shelfLifeDays: Int, _ pack: Int,
        _ popularity: Double
    ) -> ProductPattern {
        ProductPattern(
            name: name, english: english, code: code, category: category, price: price, shelfLifeDays: shelfLifeDays, pack: pack,
            popularity: popularity)
    }

    static let products: [ProductPattern] = [
        pattern("玫瑰精华面膜 5片装", "Rose mask, 5 sheets", "MM05", 0, 69, 1095, 24, 1.9),
        pattern("积雪草舒缓面膜 10片装", "Centella mask, 10 sheets", "MM10", 0, 119, 1095, 12, 1.2),
        pattern("山茶花精华液 30ml", "Camellia serum, 30 ml", "JH30", 1, 199, 1095, 12, 0.9),
        pattern("烟酰胺亮肤精华 15ml", "Niacinamide serum, 15 ml", "JH15", 1, 129, 1095, 24, 0.8),
        pattern("氨基酸洁面乳 120g", "Amino acid cleanser, 120 g", "JM12", 2, 59, 1095, 24, 1.5),
        pattern("清润防晒乳 50ml", "Light sunscreen, 50 ml", "FS50", 3, 89, 1095, 24, 1.0),
        pattern("茉莉沐浴露 500ml", "Jasmine shower gel, 500 ml", "XH50", 4, 49, 1095, 12, 1.3),
        pattern("生姜洗发水 400ml", "Ginger shampoo, 400 ml", "XH40", 4, 65, 1095, 12, 1.1),
        pattern("桂花乌龙茶 20包", "Osmanthus oolong, 20 bags", "CY20", 5, 45, 540, 24, 1.4),
        pattern("黑芝麻丸 20粒", "Black sesame balls, 20 pieces", "SP20", 5, 55, 270, 12, 0.9),
        pattern("即食燕窝饮 6瓶装", "Bird's nest drink, 6 bottles", "SP06", 5, 298, 365, 6, 0.6),
        pattern("植物洗衣凝珠 30颗", "Plant laundry pods, 30", "JQ30", 6, 39, 720, 12, 1.6),
        pattern("蜂蜜护手霜 60g", "Honey hand cream, 60 g", "HS60", 4, 35, 1095, 24, 1.2),
        pattern("薰衣草身体乳 250ml", "Lavender body lotion, 250 ml", "ST25", 4, 79, 1095, 12, 0.8),
        pattern("红枣枸杞茶 15包", "Jujube goji tea, 15 bags", "CY15", 5, 42, 540, 24, 1.0),
        pattern("益生菌固体饮料 20条", "Probiotic drink, 20 sticks", "YS20", 5, 128, 540, 12, 0.9),
        pattern("竹炭牙膏 120g", "Bamboo charcoal toothpaste, 120 g", "YG12", 6, 29, 1095, 24, 1.5),
        pattern("芦荟舒缓胶 150g", "Aloe gel, 150 g", "LH15", 3, 49, 1095, 24, 0.8),
        pattern("胶原蛋白肽饮 14支", "Collagen drink, 14 vials", "JY14", 5, 268, 540, 6, 0.5),
        pattern("柠檬洗洁精 1kg", "Lemon dish soap, 1 kg", "JQ10", 6, 25, 1095, 12, 1.3),
        pattern("护发精油 70ml", "Hair oil, 70 ml", "HF70", 4, 89, 1095, 24, 0.6),
        pattern("修护眼霜 20g", "Eye cream, 20 g", "YS02", 1, 169, 1095, 24, 0.6),
    ]
}
