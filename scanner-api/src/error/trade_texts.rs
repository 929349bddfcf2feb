//! Plain words for the errors of trade, Chinese and English.

/// Code, Chinese, English.
type Row = (&'static str, &'static str, &'static str);

/// The texts.
#[rustfmt::skip]
pub(super) const TRADE: &[Row] = &[
    ("Trade.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Trade.TimelineFull", "该交易的记录已满，不能再增加", "The sale takes no more records"),
    ("Trade.SalesExhausted", "交易编号已用完", "The numbers for sales are used up"),
    ("Trade.SellerUnknown", "签署人所属主体已不存在", "The signer's organisation is not known any more"),
    ("Trade.BuyerNotActive", "买方不存在或不是有效状态", "The buyer is unknown or not active"),
    ("Trade.SameParty", "不能卖给自己", "Nobody sells to himself"),
    ("Trade.GoodsDiffer", "货物的种类或畜种与所选的畜禽、肉品不符", "The goods are of another kind or species than the sale says"),
    ("Trade.HeadsDiffer", "头数或件数与现有的畜禽、肉品不符", "The heads or pieces are not as many as the goods have now"),
    ("Trade.MassOutOfRange", "重量须大于零，且不超过一百万吨", "The mass must be more than nothing and no more than a million tonnes"),
    ("Trade.MassOverGoods", "重量超过这些肉品的剩余重量", "The mass is more than is there of the meat"),
    ("Trade.NoPrice", "请填写单价", "Give a price"),
    ("Trade.AmountDiffers", "金额不等于单价乘以数量（按公斤计价时四舍五入到分）", "The amount is not price times quantity, rounded to the nearest fen"),
    ("Trade.AmountOverflow", "单价乘以数量超过一万亿元，请核对", "Price times quantity is more than a trillion yuan"),
    ("Trade.DateInFuture", "日期晚于今天", "The day lies in the future"),
    ("Trade.DateOutOfOrder", "日期早于成交日期", "The day lies before the day of the agreement"),
    ("Trade.SoldAlready", "其中的畜禽（群）或肉品已在交易中，不能重复出售，也不能分群、佩标", "Some of the goods, or the herd, stand in a sale: they are sold already"),
    ("Trade.SaleUnknown", "没有该交易", "There is no such sale"),
    ("Trade.NotBuyer", "只有买方可以确认、拒绝或验收", "Only the buyer confirms, refuses or takes delivery"),
    ("Trade.NotParty", "只有买卖双方可以办理", "Only seller and buyer may do this"),
    ("Trade.WrongState", "该交易当前不能办理此事，请查看交易状态", "This cannot be done where the sale stands now"),
    ("Trade.ReasonBlank", "请填写理由", "Give a reason"),
    ("Trade.HeadsOutOfRange", "到货数量须至少为 1，且不多于成交数量和现存数量", "At least one came, and no more than were sold or are there"),
    ("Trade.NoAmount", "付款金额须大于零", "The payment must be more than nothing"),
    ("Trade.PaidOverDue", "付款合计超过应付金额", "More would be paid than is due"),
    ("Trade.ReceiptUsed", "该银行回单已登记过", "The receipt was counted already"),
    ("Trade.SamePerson", "登记交易的人不能自己确认，需由第二人确认", "Whoever recorded the sale cannot confirm it; a second person must"),
];

/// Whether an error says that the signer may not do this, whatever the request contains.
pub(super) fn is_authorisation(code: &str) -> bool {
    matches!(
        code,
        "Trade.NotBuyer" | "Trade.NotParty" | "Trade.SamePerson"
    )
}
