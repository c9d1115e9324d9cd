### 给管理员的提示：不含个人信息。

alert-poison = 【运行提示】有一条消息未能处理，已保存备查（编号{ $number }），其余照常。
alert-refused = 【运行提示】有消息被 Telegram 拒收或无法生成（{ $message }）：{ $reason }
alert-chat-lost = 【运行提示】群（{ $chat }）已无法发送消息：本助手已被移出或禁言。
